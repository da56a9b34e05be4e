// Windows over the page: alerts, what a chat is, where to forward to; and passing notes.

import { avatar } from "./bubble.js";
import { byId, element } from "./dom.js";
import { chatStatus, chatTitle, fileSize, nameOf } from "./wording.js";

const TOAST_MILLISECONDS = 4500;
const RANKS = { creator: "owner", administrator: "admin", restricted: "restricted" };

let toastTimer;

/** Shows a note that passes. */
export function toast(words) {
  const node = byId("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    node.classList.remove("shown");
    node.textContent = "";
  }, TOAST_MILLISECONDS);
}

/** Shows words that stay until they are dismissed. */
export function alertDialog(words) {
  open("alert", null, [element("p", { class: "said", dir: "auto" }, words), closeButton("OK")]);
}

/** Lets a person choose one of some chats. */
export function chooseChat(store, records, title, choose) {
  const chats = records.map((record) => {
    const name = chatTitle(store, record);
    const user = store.speaker(record);
    const note = record.chat.type === "private" ? `of ${nameOf(user)}` : chatStatus(store, record);
    return pick(avatar(record.chat.id, name, record.chat.type === "private"), name, note, () =>
      choose(record),
    );
  });
  open("choose", title, [element("div", { class: "picks" }, ...chats), closeButton("Cancel")]);
}

/** Shows who is in a chat, and lets its owner put the bot in and out. */
export function chatDialog(store, record, actions) {
  const { chat } = record;
  const isPrivate = chat.type === "private";
  const members = isPrivate
    ? [{ user: store.bot }, { user: store.users.get(chat.id) }]
    : [...record.members.values()];
  const present = members.filter(({ status }) => status !== "left" && status !== "kicked");
  const about = store.profile.description || store.profile.short_description;
  open("chat", chatTitle(store, record), [
    element("p", { class: "about" }, isPrivate ? `@${store.bot.username}` : chatStatus(store, record)),
    isPrivate && about && element("p", { class: "said", dir: "auto" }, about),
    chat.type !== "channel" &&
      element("ul", { class: "members" }, ...present.map((member) => memberRow(member))),
    ...botActions(store, record, actions),
    closeButton("Close"),
  ]);
}

/**
 * Asks what to write under files before they are sent.
 * @returns {Promise<string|null>} the caption, or null if they are not to be sent
 */
export function captionDialog(files, to) {
  return new Promise((resolve) => {
    const caption = element("input", {
      type: "text",
      dir: "auto",
      maxlength: 1024,
      "aria-label": "Caption",
      placeholder: "Caption",
      autofocus: true,
    });
    const form = element(
      "form",
      { method: "dialog" },
      element("ul", { class: "files" }, ...files.map(fileRow)),
      caption,
      element(
        "div",
        { class: "choices" },
        element("button", { type: "button", onclick: close }, "Cancel"),
        element("button", { value: "send", class: "primary" }, "Send"),
      ),
    );
    const title = files.length === 1 ? `Send a file to ${to}` : `Send ${files.length} files to ${to}`;
    const dialog = open("caption", title, [form]);
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "send" ? caption.value : null),
      { once: true },
    );
  });
}

function open(kind, title, children) {
  const dialog = byId("dialog");
  dialog.className = kind;
  dialog.setAttribute("role", kind === "alert" ? "alertdialog" : "dialog");
  dialog.setAttribute("aria-label", title ?? "The bot says");
  const heading = title && element("h2", { dir: "auto" }, title);
  dialog.close(); // Another one may be open still.
  dialog.replaceChildren(...[heading, ...children].filter(Boolean));
  dialog.showModal();
  return dialog;
}

function close() {
  byId("dialog").close();
}

function closeButton(words) {
  const button = element("button", { type: "button", onclick: close }, words);
  return element("div", { class: "choices" }, button);
}

function pick(picture, name, note, action) {
  return element(
    "button",
    {
      type: "button",
      class: "pick",
      onclick: () => {
        close();
        action();
      },
    },
    picture,
    element("span", { dir: "auto" }, name),
    element("small", { dir: "auto" }, note),
  );
}

function memberRow({ user, status }) {
  return element(
    "li",
    {},
    avatar(user.id, nameOf(user), user.is_bot),
    element("span", { dir: "auto" }, nameOf(user)),
    user.username && element("small", {}, `@${user.username}`),
    RANKS[status] && element("small", { class: "rank" }, RANKS[status]),
  );
}

function botActions(store, record, actions) {
  if (record.chat.type !== "group" && record.chat.type !== "supergroup") return [];
  const name = nameOf(store.bot);
  const status = store.botStatus(record);
  const button = (words, action, danger = false) =>
    element(
      "button",
      {
        type: "button",
        class: danger ? "wide danger" : "wide",
        onclick: () => {
          close();
          action();
        },
      },
      words,
    );
  if (!status) return [button(`Add ${name}`, actions.addBot)];
  return [
    status === "administrator"
      ? button(`Make ${name} a plain member`, () => actions.setBotStatus("member"))
      : button(`Make ${name} an administrator`, () => actions.setBotStatus("administrator")),
    button(`Remove ${name}`, actions.removeBot, true),
  ];
}

function fileRow(file) {
  return element(
    "li",
    {},
    element("b", { dir: "auto" }, file.name),
    element("small", {}, fileSize(file.size)),
  );
}
