// The messages of the open chat: the list, its days, its scrolling, its keys.

import { bubble, idOf, showReactions } from "./bubble.js";
import { byId, element } from "./dom.js";
import { formatted } from "./entities.js";
import { day } from "./wording.js";

const NEAR = 80; // Pixels from the bottom within which new messages are followed.
const RUN_SECONDS = 600; // Neighbours by one author within so long look like one.

export class MessageLog {
  /**
   * @param {Store} store
   * @param {Object} press  what happens when parts of messages are pressed
   */
  constructor(store, press) {
    this.store = store;
    this.press = { ...press, goTo: (id) => this.goTo(id) };
    this.scroller = byId("scroller");
    this.list = byId("messages");
    this.jump = byId("jump");
    this.missed = 0;
    this.top = 0;
    this.follows = true;
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.jump.addEventListener("click", () => this.toBottom(true));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("focusin", (event) => this.#focused(event));
    new ResizeObserver(() => this.follows && this.toBottom()).observe(this.scroller);
    new ResizeObserver(() => this.follows && this.toBottom()).observe(this.list);
  }

  /** Shows a chat, or a topic of it, from the bottom. */
  open(record, thread) {
    this.record = record;
    this.thread = thread;
    // What is there already is not news to be read out.
    this.list.setAttribute("aria-live", "off");
    const messages = record ? this.store.messages(record, thread) : [];
    this.list.replaceChildren(...messages.map((message) => this.#node(message)));
    this.#arrange();
    this.toBottom();
    setTimeout(() => this.list.setAttribute("aria-live", "polite"), 300);
  }

  add(message) {
    this.#removeDraft();
    const isOwn = this.store.isOwn(this.record, message);
    this.list.append(this.#node(message));
    this.#arrange();
    if (isOwn || this.follows) this.toBottom(true);
    else this.#miss();
  }

  replace(message) {
    const old = this.#find(message.message_id);
    if (!old) return;
    const hadFocus = old.contains(document.activeElement);
    const isOpen = old.querySelector(".expandable.open") !== null;
    const fresh = this.#node(message);
    old.replaceWith(fresh);
    if (isOpen) fresh.querySelector(".expandable .unfold")?.click();
    this.#arrange();
    if (hadFocus) fresh.focus({ preventScroll: true });
  }

  remove(id) {
    const old = this.#find(id);
    if (!old) return;
    const next = this.#near(old, 1) ?? this.#near(old, -1);
    const hadFocus = old.contains(document.activeElement);
    old.remove();
    this.#arrange();
    if (hadFocus) next?.focus();
  }

  react(message) {
    const node = this.#find(message.message_id);
    if (node) showReactions(node, message, this.press);
  }

  /** Shows what the bot is still writing. */
  draft({ text, entities }) {
    this.#removeDraft();
    const words = element("div", { class: "text", dir: "auto" }, formatted(text, entities));
    this.list.append(
      element(
        "div",
        { class: "message in draft last-of-run", "aria-hidden": "true" },
        element("div", { class: "column" }, element("div", { class: "bubble" }, words)),
      ),
    );
    if (this.follows) this.toBottom();
  }

  /** Scrolls to a message and marks it for a moment. */
  goTo(id) {
    const node = this.#find(id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.remove("marked");
    requestAnimationFrame(() => node.classList.add("marked"));
  }

  toBottom(smoothly = false) {
    this.follows = true;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({
      top: this.scroller.scrollHeight,
      behavior: smoothly && !isCalm ? "smooth" : "instant",
    });
    this.#showJump();
  }

  focusLast() {
    this.#messages().at(-1)?.focus();
  }

  #node(message) {
    const { record, store } = this;
    const own = store.isOwn(record, message);
    const isGroup = record.chat.type === "group" || record.chat.type === "supergroup";
    return Object.assign(
      bubble(message, { own, named: isGroup && !own, press: this.press }),
      { message },
    );
  }

  /** Puts in the days, joins what one author wrote at a stretch, leaves one stop for Tab. */
  #arrange() {
    for (const old of this.list.querySelectorAll(".day")) old.remove();
    const nodes = this.#messages();
    let before = null;
    for (const node of nodes) {
      const isNewDay = !before || day(before.message.date) !== day(node.message.date);
      if (isNewDay) node.before(element("p", { class: "day" }, day(node.message.date)));
      const goesOn = !isNewDay && isRun(before, node);
      node.classList.toggle("first-of-run", !goesOn);
      node.classList.remove("last-of-run");
      if (!goesOn) before?.classList.add("last-of-run");
      before = node;
    }
    before?.classList.add("last-of-run");
    if (!nodes.some((node) => node.tabIndex === 0)) this.#stopAt(before);
  }

  #key(event) {
    const node = event.target;
    if (!node.matches?.(".message") || event.altKey || event.ctrlKey || event.metaKey) return;
    const wanted = {
      ArrowUp: () => this.#near(node, -1),
      ArrowDown: () => this.#near(node, 1),
      Home: () => this.#messages()[0],
      End: () => this.#messages().at(-1),
    }[event.key];
    if (wanted) {
      event.preventDefault();
      wanted()?.focus();
    } else if (event.key === "Enter" && !node.matches(".service")) {
      event.preventDefault();
      this.press.more(node.message, node.querySelector(".more"));
    }
  }

  #focused(event) {
    const node = event.target.closest(".message");
    if (node?.message) this.#stopAt(node);
  }

  #stopAt(node) {
    for (const other of this.#messages()) other.tabIndex = other === node ? 0 : -1;
  }

  #near(node, step) {
    const nodes = this.#messages();
    return nodes[nodes.indexOf(node) + step];
  }

  #messages() {
    return [...this.list.querySelectorAll("article.message")];
  }

  #find(id) {
    return this.list.querySelector(`#${idOf({ message_id: id })}`);
  }

  #removeDraft() {
    this.list.querySelector(".draft")?.remove();
  }

  /** Follows new messages at the bottom, and no more once somebody has scrolled up from it. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.follows = true;
    else if (scrollTop < this.top) this.follows = false;
    this.top = scrollTop;
    this.#showJump();
  }

  #miss() {
    this.missed += 1;
    this.#showJump();
  }

  #showJump() {
    if (this.follows) this.missed = 0;
    this.jump.hidden = this.follows;
    byId("missed").textContent = this.missed || "";
    this.jump.setAttribute(
      "aria-label",
      this.missed ? `To the newest message, ${this.missed} unread` : "To the newest message",
    );
  }
}

function isRun(before, node) {
  return (
    before.dataset.author !== undefined &&
    before.dataset.author === node.dataset.author &&
    before.matches(".out") === node.matches(".out") &&
    node.message.date - before.message.date < RUN_SECONDS
  );
}
