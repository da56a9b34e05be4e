// The list of chats.

import { avatar } from "./bubble.js";
import { byId, element } from "./dom.js";
import { authorOf, chatTitle, clock, nameOf, preview, serviceText } from "./wording.js";

const SHOWN_CHARACTERS = 120; // More fits no line, and would all be read out.

/** Where a chat, or a topic of a forum, is found in the page's address. */
export function addressOf(chatId, thread) {
  return thread ? `#/chat/${chatId}/${thread}` : `#/chat/${chatId}`;
}

/** Shows the list, with the open chat marked. */
export function showChats(store, openId) {
  const list = byId("chats");
  const focused = document.activeElement?.closest?.("#chats a")?.dataset.chat;
  const records = [...store.chats.values()];
  list.replaceChildren(...records.map((record) => row(store, record, record.chat.id === openId)));
  if (focused) list.querySelector(`a[data-chat="${focused}"]`)?.focus();
}

function row(store, record, isOpen) {
  const { chat } = record;
  const title = chatTitle(store, record);
  const isPrivate = chat.type === "private";
  const last = [...record.messages.values()].at(-1);
  const unread = store.unread(record);
  return element(
    "li",
    {},
    element(
      "a",
      {
        class: "chat-row",
        href: addressOf(chat.id),
        "data-chat": chat.id,
        "aria-current": isOpen ? "page" : null,
      },
      avatar(chat.id, title, isPrivate),
      element(
        "span",
        { class: "chat-title", dir: "auto" },
        title,
        isPrivate && element("small", {}, " with ", element("bdi", {}, nameOf(store.users.get(chat.id)))),
      ),
      last && element("time", { class: "chat-time" }, clock(last.date)),
      element("span", { class: "chat-preview", dir: "auto" }, ...lastWords(store, record, last)),
      unread > 0 &&
        element(
          "span",
          { class: "badge" },
          String(unread),
          element("span", { class: "hidden" }, " unread"),
        ),
    ),
  );
}

function lastWords(store, record, last) {
  if ([...record.topics.keys(), 1].some((thread) => store.isTyping(record, thread))) {
    return [element("em", {}, "typing…")];
  }
  if (!last) return [record.chat.type === "private" ? "Press Start to begin" : "No messages yet"];
  const words = [...preview(last)].slice(0, SHOWN_CHARACTERS).join("");
  const isNamed = record.chat.type !== "private" && record.chat.type !== "channel";
  if (!isNamed || serviceText(last)) return [words];
  return [element("bdi", { class: "by" }, `${authorOf(last)}: `), words];
}
