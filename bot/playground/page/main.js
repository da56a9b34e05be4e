// The page: what is open, and who hears of what.

import { avatar } from "./bubble.js";
import { addressOf, showChats } from "./chatlist.js";
import { Composer } from "./composer.js";
import { alertDialog, captionDialog, chatDialog, chooseChat, toast } from "./dialogs.js";
import { byId, element, hasKeyboard, icon } from "./dom.js";
import { watchForFiles } from "./files.js";
import { MessageLog } from "./log.js";
import { openMenu } from "./menu.js";
import { act, follow, worldState } from "./server.js";
import { GENERAL, Store, threadOf } from "./store.js";
import { chatStatus, chatTitle, nameOf, serviceText, wordsOf } from "./wording.js";

const EMOJI = ["👍", "👎", "❤", "🔥", "🎉", "🤔"];
const CALLBACK_MILLISECONDS = 60_000;

const store = new Store();
const log = new MessageLog(store, {
  command: (command) => composer.sendCommand(command),
  mention: (mention) => composer.insert(`${mention} `),
  copy,
  more: openMessageMenu,
  react,
  key: pressKey,
});
const composer = new Composer(store);

let open = null; // The chat that is shown, and its topic: {record, thread}.
let isConnected = false;

// What is open

function goTo(chatId, thread) {
  location.hash = addressOf(chatId, thread);
}

/** Opens what the page's address names; without a chat there, the first one. */
function route() {
  const [, , chat, thread] = location.hash.split("/");
  const record = store.chats.get(Number(chat));
  byId("app").dataset.view = location.hash === "#/" ? "list" : "chat";
  if (record) {
    openChat(record, record.chat.is_forum ? Number(thread) || GENERAL : GENERAL);
  } else if (!open || !store.chats.has(open.record.chat.id)) {
    const first = store.chats.values().next().value;
    if (location.hash !== "#/") history.replaceState(null, "", addressOf(first.chat.id));
    openChat(first, GENERAL);
  } else {
    showList();
  }
}

function openChat(record, thread) {
  open = { record, thread };
  store.markRead(record, thread);
  log.open(record, thread);
  composer.open(record, thread);
  showHeader();
  showTopics();
  showList();
  if (hasKeyboard()) composer.focus();
}

function isOpen(chatId, message) {
  if (open?.record.chat.id !== chatId) return false;
  return !open.record.chat.is_forum || threadOf(message) === open.thread;
}

function isSeen() {
  return byId("app").dataset.view === "chat" || matchMedia("(min-width: 701px)").matches;
}

function showHeader() {
  const { record, thread } = open;
  const isPrivate = record.chat.type === "private";
  const title = chatTitle(store, record);
  byId("chat-picture").replaceChildren(avatar(record.chat.id, title, isPrivate));
  byId("chat-name").textContent = title;
  const status = byId("chat-status");
  const isTyping = store.isTyping(record, thread);
  status.classList.toggle("typing", isTyping);
  status.textContent = statusWords(record, isTyping);
  byId("empty").hidden = store.messages(record, thread).length > 0;
  byId("empty").textContent = isPrivate
    ? store.profile.description || "Ask this bot about a news article. Press Start to begin."
    : "No messages here yet.";
}

function statusWords(record, isTyping) {
  if (!isConnected) return "connecting…";
  if (!isTyping) return chatStatus(store, record);
  return record.chat.type === "private" ? "typing…" : `${nameOf(store.bot)} is typing…`;
}

function showTopics() {
  const { record, thread } = open;
  const nav = byId("topics");
  nav.hidden = !record.chat.is_forum;
  const topics = [[GENERAL, "General"], ...record.topics];
  nav.replaceChildren(
    ...topics.map(([id, name]) => {
      const unread = id === thread ? 0 : store.unread(record, id);
      return element(
        "a",
        { href: addressOf(record.chat.id, id), "aria-current": id === thread ? "page" : null },
        element("span", { dir: "auto" }, name),
        unread > 0 &&
          element("span", { class: "badge" }, String(unread), element("span", { class: "hidden" }, " unread")),
      );
    }),
  );
}

function showList() {
  showChats(store, open?.record.chat.id);
  const all = [...store.chats.values()].reduce((sum, record) => sum + store.unread(record), 0);
  document.title = `${all ? `(${all}) ` : ""}${nameOf(store.bot)} playground`;
  byId("back-badge").textContent = all || "";
}

// What people do with messages

function place(message) {
  return { chat_id: open.record.chat.id, message_id: message.message_id };
}

function attempt(action, given) {
  return act(action, given).catch((error) => toast(error.message));
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast("Copied");
  } catch {
    toast("The browser does not let this page copy.");
  }
}

function react(message, emoji) {
  const user = composer.speaker;
  const mine = message.reactions?.find(({ user_id: id }) => id === user.id);
  const isMine = mine?.reaction.some((one) => one.emoji === emoji);
  attempt("react", { ...place(message), user_id: user.id, emoji: isMine ? null : emoji });
}

function openMessageMenu(message, where) {
  const { record } = open;
  const canWrite = Boolean(composer.speaker);
  const isOwn = store.isOwn(record, message);
  const words = wordsOf(message);
  const isText = message.text !== undefined;
  const isChannel = record.chat.type === "channel";
  const items = [
    ...(canWrite && !isChannel
      ? EMOJI.map((emoji) => ({ text: emoji, row: true, action: () => react(message, emoji) }))
      : []),
    canWrite && !isChannel && { text: "Reply", icon: icon("reply"), action: () => composer.reply(message) },
    isOwn && isText && { text: "Edit", icon: icon("edit"), action: () => composer.edit(message) },
    words && { text: "Copy text", icon: icon("copy"), action: () => copy(words) },
    canWrite && { text: "Forward…", icon: icon("forward"), action: () => forward(message) },
    {
      text: "Delete",
      icon: icon("trash"),
      danger: true,
      action: () => attempt("delete_message", place(message)),
    },
  ];
  openMenu(where, "Message", items.filter(Boolean));
}

function forward(message) {
  const from = place(message);
  const user = composer.speaker;
  const reachable = [...store.chats.values()].filter((record) =>
    store.people(record).some((person) => person.id === user.id),
  );
  chooseChat(store, reachable, "Forward to", async (record) => {
    try {
      await act("forward", { ...from, user_id: user.id, to_chat_id: record.chat.id });
      goTo(record.chat.id);
    } catch (error) {
      toast(error.message);
    }
  });
}

// Buttons under messages

const pressed = new Map(); // Buttons that wait, by the number of their query.
const answeredEarly = new Set(); // Queries that were answered before their number was known.

async function pressKey(message, key, at, button) {
  const current = key.switch_inline_query_current_chat;
  const elsewhere = key.switch_inline_query ?? key.switch_inline_query_chosen_chat?.query;
  if (key.copy_text) {
    copy(key.copy_text.text);
  } else if (current !== undefined) {
    composer.set(`@${store.bot.username} ${current}`);
  } else if (elsewhere !== undefined) {
    chooseChat(store, [...store.chats.values()], "Choose a chat", (record) => {
      goTo(record.chat.id);
      setTimeout(() => composer.set(`@${store.bot.username} ${elsewhere}`));
    });
  } else if (key.callback_data !== undefined) {
    await ask(message, at, button);
  } else {
    toast("The playground does not play this kind of button.");
  }
}

async function ask(message, at, button) {
  button.setAttribute("aria-busy", "true");
  const settle = () => button.removeAttribute("aria-busy");
  try {
    const given = { ...place(message), user_id: composer.speaker.id, ...at };
    const { query_id: id } = await act("press", given);
    if (answeredEarly.delete(id)) settle();
    else pressed.set(id, settle);
  } catch (error) {
    toast(error.message);
    settle();
  }
  setTimeout(settle, CALLBACK_MILLISECONDS);
}

// What happens

const events = {
  begun: () => {
    open = null;
    route();
  },
  message: ({ chat_id: chatId, message }) => {
    const record = store.chats.get(chatId);
    const thread = record.chat.is_forum ? threadOf(message) : GENERAL;
    if (isOpen(chatId, message)) log.add(message);
    const isRead = isOpen(chatId, message) && isSeen() && document.visibilityState === "visible";
    if (!isRead && !serviceText(message) && !store.isOwn(record, message)) {
      store.markUnread(record, thread);
    }
    if (open.record === record) {
      composer.refresh();
      showHeader();
      showTopics();
    }
    showList();
  },
  edited: ({ chat_id: chatId, message }) => {
    if (isOpen(chatId, message)) log.replace(message);
    showList();
  },
  deleted: ({ chat_id: chatId, message_id: id }) => {
    if (open.record.chat.id === chatId) {
      log.remove(id);
      composer.refresh();
      showHeader();
    }
    showList();
  },
  reactions: ({ chat_id: chatId, message_id: id }) => {
    const message = store.chats.get(chatId).messages.get(id);
    if (message && isOpen(chatId, message)) log.react(message);
  },
  draft: (draft) => {
    if (open.record.chat.id === draft.chat_id) log.draft(draft);
  },
  action: () => events.typing(),
  typing: () => {
    showHeader();
    showList();
  },
  callback_answer: ({ query_id: id, text, show_alert: isAlert }) => {
    if (pressed.has(id)) pressed.get(id)();
    else answeredEarly.add(id);
    pressed.delete(id);
    if (text && isAlert) alertDialog(text);
    else if (text) toast(text);
  },
  speaker: ({ chat_id: chatId }) => {
    if (open.record.chat.id !== chatId) return;
    log.open(open.record, open.thread);
    composer.refreshSpeaker();
  },
  chat: async () => {
    showList();
    store.learnMembers(await worldState());
  },
  member: () => {
    composer.refreshSpeaker();
    showHeader();
    showList();
  },
  profile: () => showHeader(),
  unread: () => showList(),
};
for (const [name, hear] of Object.entries(events)) {
  store.addEventListener(name, ({ detail }) => hear(detail));
}

addEventListener("hashchange", route);
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && open && isSeen()) {
    store.markRead(open.record, open.thread);
  }
});
addEventListener("keydown", (event) => {
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !open) return;
  event.preventDefault();
  const ids = [...store.chats.keys()];
  goTo(ids.at((ids.indexOf(open.record.chat.id) + step) % ids.length));
});

byId("chat-about").addEventListener("click", () => {
  const { record } = open;
  const given = () => ({ chat_id: record.chat.id, user_id: composer.speaker.id });
  chatDialog(store, record, {
    addBot: () => attempt("add_bot", given()),
    removeBot: () => attempt("remove_bot", given()),
    setBotStatus: (status) => attempt("set_bot_status", { ...given(), status }),
  });
});

const messages = byId("messages");
let pointer = "mouse";
messages.addEventListener("pointerdown", (event) => (pointer = event.pointerType));
messages.addEventListener("contextmenu", (event) => {
  const node = event.target.closest(".message:not(.service)");
  if (!node?.message || event.target.closest("a, .key") || !getSelection().isCollapsed) return;
  event.preventDefault();
  openMessageMenu(node.message, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : node);
});
messages.addEventListener("click", (event) => {
  const bubble = event.target.closest(".bubble");
  if (pointer !== "touch" || !bubble) return;
  if (event.target.closest("a, button, [role=button], .expandable")) return;
  openMessageMenu(bubble.closest(".message").message, bubble);
});

watchForFiles(async (files) => {
  if (!files.length || byId("composer").hidden) return;
  const caption = await captionDialog(files, chatTitle(store, open.record));
  if (caption !== null) await composer.sendFiles(files, caption);
});

follow({
  begin: (state) => {
    isConnected = true;
    store.begin(state);
  },
  event: (event) => store.apply(event),
  lost: () => {
    isConnected = false;
    if (open) showHeader();
  },
});
