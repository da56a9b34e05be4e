// One message as it is shown.

import { element, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { fileAddress } from "./server.js";
import {
  authorId,
  authorOf,
  clock,
  colourOf,
  contentName,
  fileSize,
  initials,
  nameOf,
  originOf,
  preview,
  serviceText,
  wordsOf,
} from "./wording.js";

/**
 * Makes the element for a message.
 * @param {Object} message  in the Bot API's form
 * @param {{own: boolean, named: boolean, press: Object}} how  whether it is the speaker's own,
 *   whether it shows who wrote it, and what happens when parts of it are pressed
 */
export function bubble(message, how) {
  const service = serviceText(message);
  if (service) {
    return element(
      "article",
      { class: "message service", id: idOf(message), tabindex: -1, "aria-label": service },
      element("p", { class: "pill", dir: "auto" }, service),
    );
  }
  const body = element(
    "div",
    { class: "bubble" },
    how.named && sender(message),
    origin(message),
    via(message),
    replied(message, how.press),
    attachment(message),
    words(message, how),
    reactions(message, how.press),
    !wordsOf(message) && meta(message, how.own),
  );
  const author = authorOf(message);
  return element(
    "article",
    {
      class: `message ${how.own ? "out" : "in"}`,
      id: idOf(message),
      tabindex: -1,
      "aria-label": `${author}, ${clock(message.date)}`,
      "data-author": authorId(message),
    },
    how.named && avatar(authorId(message), author, isOfBot(message)),
    element("div", { class: "column" }, body, keyboard(message, how.press)),
    element(
      "button",
      {
        type: "button",
        class: "more round",
        tabindex: -1,
        "aria-label": "What to do with this message",
        "aria-haspopup": "menu",
        onclick: (event) => how.press.more(message, event.currentTarget),
      },
      icon("more"),
    ),
  );
}

export function idOf(message) {
  return `message-${message.message_id}`;
}

/** Shows the reactions to a message that stands on the page, without touching the rest of it. */
export function showReactions(node, message, press) {
  node.querySelector(".reactions")?.replaceWith(reactions(message, press));
}

/** A round picture of somebody: the first letters of their name, or the bot's sign. */
export function avatar(id, name, isBot = false) {
  const inside = isBot ? icon("quote") : initials(name);
  const colour = isBot ? "of-bot" : colourOf(id);
  return element("span", { class: `avatar ${colour}`, "aria-hidden": "true" }, inside);
}

function sender(message) {
  const colour = isOfBot(message) ? "of-bot" : colourOf(authorId(message));
  return element("p", { class: `sender ${colour}` }, element("bdi", {}, authorOf(message)));
}

/** Tells a bot's message from a chat's, whose sender is a stand-in that counts as a bot. */
function isOfBot(message) {
  return Boolean(message.from?.is_bot && !message.sender_chat);
}

function origin(message) {
  const from = originOf(message);
  return from && element("p", { class: "origin" }, "Forwarded from ", element("b", {}, element("bdi", {}, from)));
}

function via(message) {
  const bot = message.via_bot;
  return bot && element("p", { class: "origin" }, `via @${bot.username ?? nameOf(bot)}`);
}

function replied(message, press) {
  const original = message.reply_to_message;
  if (!original || original.forum_topic_created) return null;
  return element(
    "button",
    {
      type: "button",
      class: "replied",
      onclick: () => press.goTo(original.message_id),
    },
    element("span", { class: "hidden" }, "In reply to "),
    element("b", { dir: "auto" }, authorOf(original)),
    element("span", { dir: "auto" }, message.quote?.text ?? preview(original)),
  );
}

function attachment(message) {
  const file = message.document;
  if (file) {
    return element(
      "a",
      { class: "file", href: fileAddress(file.file_id), download: file.file_name ?? "file" },
      element("span", { class: "file-icon" }, icon("file")),
      element("b", { dir: "auto" }, file.file_name ?? "File"),
      element("small", {}, fileSize(file.file_size ?? 0)),
    );
  }
  const kind = contentName(message);
  return kind && element("p", { class: "media" }, icon("file"), kind);
}

/** The words, and on their last line, if there is room, the time. */
function words(message, { own, press }) {
  const text = wordsOf(message);
  if (!text) return null;
  const entities = message.text === undefined ? message.caption_entities : message.entities;
  const written = formatted(text, entities, press);
  return element("div", { class: "text", dir: "auto" }, written, meta(message, own));
}

function reactions(message, press) {
  const counts = new Map();
  for (const { reaction } of message.reactions ?? []) {
    for (const { emoji } of reaction) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  }
  const chips = [...counts].map(([emoji, count]) =>
    element(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-label": `${emoji} ${count}`,
        onclick: () => press.react(message, emoji),
      },
      emoji,
      element("span", {}, String(count)),
    ),
  );
  return element("div", { class: "reactions" }, ...chips);
}

function meta(message, own) {
  const sent = new Date(message.date * 1000);
  return element(
    "span",
    { class: "meta" },
    message.edit_date && element("span", { class: "edited" }, "edited "),
    element("time", { datetime: sent.toISOString(), title: sent.toLocaleString() }, clock(message.date)),
    own && icon("ticks"),
  );
}

function keyboard(message, press) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return element(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Buttons under the message" },
    ...rows.map((row, rowNumber) =>
      element(
        "div",
        { class: "keys" },
        ...row.map((key, column) => keyboardButton(message, key, rowNumber, column, press)),
      ),
    ),
  );
}

function keyboardButton(message, key, row, column, press) {
  const address = key.url ?? key.web_app?.url ?? key.login_url?.url;
  if (address && /^https?:/i.test(address)) {
    return element(
      "a",
      { class: "key", dir: "auto", href: address, target: "_blank", rel: "noopener noreferrer" },
      key.text,
      icon(key.web_app ? "app" : "out"),
    );
  }
  return element(
    "button",
    {
      type: "button",
      class: "key",
      dir: "auto",
      onclick: (event) => press.key(message, key, { row, column }, event.currentTarget),
    },
    key.text,
    key.copy_text && icon("copy"),
  );
}
