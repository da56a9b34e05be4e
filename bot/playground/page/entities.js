// A text with the Bot API's entities as nodes. Offsets count UTF-16 units, as strings here do.

import { element, icon, pressable } from "./dom.js";

const SAFE = new Set(["http:", "https:", "mailto:", "tg:", "tel:"]);
const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

const folds = new ResizeObserver((entries) => {
  for (const { target } of entries) showWhetherFolded(target);
});

/**
 * Sets a text with its entities.
 * @param {string} text
 * @param {Object[]} entities
 * @param {{command?: function(string), mention?: function(string), copy?: function(string)}} press
 *   what happens when a command, a mention or code is pressed
 * @returns {DocumentFragment}
 */
export function formatted(text, entities = [], press = {}) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, entities.filter(isSound), press);
  return fragment;
}

function isSound({ offset, length }) {
  return Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length > 0;
}

/** Appends the part of a text between two places, with the entities that lie there. */
function fill(parent, text, start, end, entities, press) {
  const waiting = entities.toSorted(byPlace);
  let position = start;
  while (waiting.length) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    appendText(parent, text.slice(position, from));
    const inner = takeWithin(waiting, to);
    const node = nodeFor(entity, text.slice(from, to), press);
    fill(node.querySelector(".fold") ?? node, text, from, to, inner, press);
    parent.append(node);
    position = to;
    // The line break after a block is there for apps that show no blocks.
    if (BLOCKS.has(entity.type) && text[position] === "\n" && position < end) position += 1;
  }
  appendText(parent, text.slice(position, end));
}

function appendText(parent, words) {
  if (words) parent.append(words);
}

/** Takes the entities that begin before a place; what reaches beyond it is cut off and left. */
function takeWithin(waiting, to) {
  const inner = [];
  while (waiting.length && waiting[0].offset < to) {
    const entity = waiting.shift();
    inner.push(entity);
    const beyond = entity.offset + entity.length - to;
    if (beyond > 0) waiting.push({ ...entity, offset: to, length: beyond });
  }
  waiting.sort(byPlace);
  return inner;
}

function byPlace(one, other) {
  return one.offset - other.offset || other.length - one.length;
}

function nodeFor(entity, words, press) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, words);
    case "url":
      return link(/^[a-z][a-z+.-]*:/i.test(words) ? words : `http://${words}`, words);
    case "email":
      return link(`mailto:${words}`, words);
    case "bot_command":
      return press.command ? inLine("link", () => press.command(words)) : span("link");
    case "mention":
      return press.mention ? inLine("link", () => press.mention(words)) : span("link");
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
      return span("link");
    case "code":
      return press.copy
        ? pressable(element("code", { title: "Copy" }), () => press.copy(words))
        : element("code");
    case "pre":
      return element("pre", { "data-language": entity.language, tabindex: 0 });
    case "blockquote":
      return element("blockquote", { dir: "auto" });
    case "expandable_blockquote":
      return foldedQuote();
    case "spoiler":
      return spoiler();
    default:
      return element(TAGS[entity.type] ?? "span");
  }
}

function span(name) {
  return element("span", { class: name });
}

function inLine(name, action) {
  return pressable(span(name), action);
}

function link(address, words) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return span("link");
  }
  if (!SAFE.has(url.protocol)) return span("link");
  const title = words === address ? null : address;
  return element("a", { href: url.href, title, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const hidden = span("spoiler");
  hidden.setAttribute("aria-label", "Hidden words. Press to show them.");
  return pressable(hidden, () => {
    hidden.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) hidden.removeAttribute(name);
  });
}

/** A quote that shows its first lines until it is unfolded. */
function foldedQuote() {
  const fold = element("div", { class: "fold" });
  const button = element(
    "button",
    { type: "button", class: "unfold", "aria-expanded": "false", "aria-label": "Whole quote" },
    icon("down"),
  );
  const quote = element("blockquote", { class: "expandable", dir: "auto" }, fold, button);
  quote.addEventListener("click", (event) => {
    if (event.target.closest("a, [role=button]") || button.hidden) return;
    const isOpen = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
  folds.observe(fold);
  return quote;
}

/** Hides the button of a quote that is short enough to be seen whole. */
function showWhetherFolded(fold) {
  const quote = fold.parentElement;
  if (!quote || quote.classList.contains("open")) return;
  quote.querySelector(".unfold").hidden = fold.scrollHeight <= fold.clientHeight + 1;
}
