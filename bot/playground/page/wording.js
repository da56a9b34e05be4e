// How people, chats, messages and times are called on the page.

const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat([], { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat([], { day: "numeric", month: "long", year: "numeric" });
const COLOURS = 7;

const MEDIA = {
  photo: "Photo",
  video: "Video",
  voice: "Voice message",
  audio: "Audio",
  animation: "GIF",
  sticker: "Sticker",
  location: "Location",
  dice: "Dice",
};

export function nameOf(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

/** The name over a message: of the person, or of the chat that it was sent in the name of. */
export function authorOf(message) {
  if (message.sender_chat) return message.sender_chat.title;
  return message.from ? nameOf(message.from) : "";
}

/** A number for who sent a message, by which neighbours are told apart. */
export function authorId(message) {
  return (message.sender_chat ?? message.from ?? message.chat).id;
}

/** Which of the colours for names and pictures somebody has. */
export function colourOf(id) {
  return `colour-${Math.abs(id) % COLOURS}`;
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 && words.at(-1)]
    .filter(Boolean)
    .map((word) => [...word][0].toUpperCase())
    .join("");
}

export function wordsOf(message) {
  return message.text ?? message.caption ?? "";
}

/** A message in one line. */
export function preview(message) {
  const service = serviceText(message);
  if (service) return service;
  const words = wordsOf(message).replaceAll(/\s+/g, " ");
  return [contentName(message), words].filter(Boolean).join(" · ");
}

/** What a message is besides its words, or "". */
export function contentName(message) {
  if (message.document) return message.document.file_name || "File";
  const kind = Object.keys(MEDIA).find((name) => name in message);
  return kind ? MEDIA[kind] : "";
}

/** What a service message says, or "" for messages of people. */
export function serviceText(message) {
  const who = authorOf(message);
  if (message.new_chat_members) {
    const joined = message.new_chat_members;
    const isAlone = joined.length === 1 && joined[0].id === message.from?.id;
    return isAlone ? `${who} joined` : `${who} added ${joined.map(nameOf).join(", ")}`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from?.id ? `${who} left` : `${who} removed ${nameOf(left)}`;
  }
  if (message.forum_topic_created) {
    return `${who} opened the topic “${message.forum_topic_created.name}”`;
  }
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.migrate_to_chat_id) return "The group became a supergroup";
  if (message.migrate_from_chat_id) return "This supergroup was a group before";
  return "";
}

/** Where a forwarded message comes from, or "". */
export function originOf(message) {
  const origin = message.forward_origin;
  if (!origin) return "";
  if (origin.type === "user") return nameOf(origin.sender_user);
  return (origin.chat ?? origin.sender_chat)?.title ?? origin.sender_user_name ?? "";
}

export function chatTitle(store, record) {
  return record.chat.type === "private" ? nameOf(store.bot) : record.chat.title;
}

/** The small line under a chat's title. */
export function chatStatus(store, record) {
  if (record.chat.type === "private") return "bot";
  if (record.chat.type === "channel") return "channel";
  const count = [...record.members.values()].filter(
    ({ status }) => status !== "left" && status !== "kicked",
  ).length;
  return `${count} members`;
}

export function clock(seconds) {
  return CLOCK.format(seconds * 1000);
}

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const today = new Date();
  const yesterday = new Date();
  yesterday.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return (date.getFullYear() === today.getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
