// The list above the text box: commands, people to mention, inline results.

import { byId, element } from "./dom.js";

/** A list whose choice is moved by the text box's arrow keys, while the box keeps the focus. */
export class Suggestions {
  constructor(box) {
    this.box = box;
    this.list = byId("suggestions");
    this.items = [];
    this.chosen = -1;
    // A press must not take the focus from the text box.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("scroll", () => this.#nearEnd(), { passive: true });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /**
   * Shows the list.
   * @param {string} label  what the items are
   * @param {Array<{title: string, note?: string, picture?: Node, head?: boolean,
   *   choose: function(), complete?: function()}>} items  `complete` is for the Tab key
   * @param {{more?: function(), busy?: boolean}} about  `more` brings further items
   */
  show(label, items, { more, busy = false } = {}) {
    if (!items.length && !busy) {
      this.hide();
      return;
    }
    const isSame = label === this.label && this.isOpen;
    this.label = label;
    this.items = items;
    this.more = more;
    this.nodes = items.map((item, index) => this.#option(item, index));
    this.list.replaceChildren(...this.nodes);
    this.list.classList.toggle("busy", busy);
    this.list.setAttribute("aria-label", label);
    this.list.hidden = false;
    this.#choose(isSame ? Math.min(this.chosen, items.length - 1) : -1);
    byId("hints").textContent = busy ? "" : `${label}: ${items.length}`;
  }

  hide() {
    this.list.hidden = true;
    this.items = [];
    this.more = undefined;
    byId("hints").textContent = "";
    this.#choose(-1);
  }

  /** Handles a key of the text box; tells whether it was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.items.length;
    switch (event.key) {
      case "ArrowDown":
        if (count) this.#choose((this.chosen + 1) % count);
        return true;
      case "ArrowUp":
        if (count) this.#choose((Math.max(this.chosen, 0) - 1 + count) % count);
        return true;
      case "Escape":
        this.hide();
        return true;
      case "Enter":
        if (this.chosen < 0) return false;
        this.items[this.chosen].choose();
        return true;
      case "Tab": {
        const complete = this.items[Math.max(this.chosen, 0)]?.complete;
        if (event.shiftKey || !complete) return false;
        complete();
        return true;
      }
    }
    return false;
  }

  #option(item, index) {
    return element(
      "div",
      {
        role: "option",
        id: `suggestion-${index}`,
        class: item.head ? "option head" : "option",
        "aria-selected": "false",
        onclick: () => item.choose(),
      },
      item.picture,
      element("span", { class: "option-title", dir: "auto" }, item.title),
      item.note && element("span", { class: "option-note", dir: "auto" }, item.note),
    );
  }

  #choose(index) {
    this.chosen = index;
    this.nodes?.forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (index < 0) {
      this.box.removeAttribute("aria-activedescendant");
      return;
    }
    this.box.setAttribute("aria-activedescendant", `suggestion-${index}`);
    this.nodes[index].scrollIntoView({ block: "nearest" });
  }

  #nearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    if (scrollHeight - scrollTop - clientHeight > 40 || !this.more) return;
    const { more } = this;
    this.more = undefined;
    more();
  }
}
