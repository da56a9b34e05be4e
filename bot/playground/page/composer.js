// The box at the bottom of a chat: writing, replying, editing, commands, inline mode.

import { avatar } from "./bubble.js";
import { toast } from "./dialogs.js";
import { byId, element, hasKeyboard, icon } from "./dom.js";
import { InlineQueries } from "./inline.js";
import { openMenu } from "./menu.js";
import { act, commandMenu, sendFile } from "./server.js";
import { Suggestions } from "./suggestions.js";
import { GENERAL } from "./store.js";
import { authorOf, nameOf, preview, wordsOf } from "./wording.js";

const LONGEST_FIRST_WORD = 33; // A command and its slash.

export class Composer {
  constructor(store) {
    this.store = store;
    this.box = byId("box");
    this.suggestions = new Suggestions(this.box);
    this.inline = new InlineQueries(store, (found) => this.#showResults(found));
    this.drafts = new Map();
    this.commands = [];
    this.mode = null; // What is replied to or edited: {kind, message}.

    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("blur", () => this.suggestions.hide());
    this.box.addEventListener("focus", () => this.#suggest());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    byId("cancel-mode").addEventListener("click", () => this.#setMode(null));
    byId("start").addEventListener("click", () => this.#start());
    byId("commands").addEventListener("click", () => this.#openCommands());
    byId("speaker").addEventListener("change", (event) => {
      store.setSpeaker(this.record, Number(event.target.value));
    });
    for (const kind of ["commands", "menu_button"]) {
      store.addEventListener(kind, () => this.#loadCommands());
    }
  }

  get speaker() {
    return this.store.speaker(this.record);
  }

  /** Turns to a chat; what was being written in the last one is kept there. */
  open(record, thread) {
    this.record = record;
    this.thread = thread;
    this.#setMode(null);
    this.box.value = this.drafts.get(this.#place()) ?? "";
    this.#resize();
    this.refreshSpeaker();
  }

  /** Shows the box, or Start where the bot has to be started first. */
  refresh() {
    const { record } = this;
    const isNew = record.chat.type === "private" && record.messages.size === 0;
    const hasBegun = !isNew && document.activeElement === byId("start");
    byId("start").hidden = !isNew;
    byId("composer").hidden = isNew || !this.speaker;
    byId("nobody").hidden = Boolean(this.speaker);
    if (hasBegun && hasKeyboard()) this.focus();
  }

  /** Shows who writes and may write, and the commands that they have. */
  refreshSpeaker() {
    const people = this.store.people(this.record);
    const user = this.speaker;
    const isChoice = people.length > 1;
    byId("speaking").hidden = !isChoice;
    this.box.placeholder = isChoice ? `Message as ${nameOf(user)}` : "Message";
    if (isChoice) {
      byId("speaker-picture").replaceChildren(avatar(user.id, nameOf(user)));
      byId("speaker").replaceChildren(
        ...people.map((one) =>
          element("option", { value: one.id, selected: one === user }, nameOf(one)),
        ),
      );
    }
    this.refresh();
    this.#loadCommands();
  }

  focus() {
    (byId("composer").hidden ? byId("start") : this.box).focus({ preventScroll: true });
  }

  reply(message) {
    this.#setMode({ kind: "reply", message });
    this.focus();
  }

  edit(message) {
    this.#setMode({ kind: "edit", message });
    this.#write(wordsOf(message));
    this.focus();
  }

  /** Puts words where the cursor is. */
  insert(words) {
    this.box.setRangeText(words, this.box.selectionStart, this.box.selectionEnd, "end");
    this.#typed();
    this.focus();
  }

  /** Puts words in place of all that stands there. */
  set(words) {
    this.#write(words);
    this.focus();
  }

  async send() {
    const text = this.box.value.trim();
    if (!text) return;
    const mode = this.mode;
    this.#setMode(null);
    this.#write("");
    const sent =
      mode?.kind === "edit"
        ? act("edit_text", { ...this.#messageGiven(mode.message), text })
        : act("send_text", { ...this.#given(mode), text });
    try {
      await sent;
    } catch (error) {
      toast(error.message);
      this.#setMode(mode);
      this.#write(text);
    }
  }

  /** Sends a command that was pressed; in groups it names the bot, as Telegram's apps do. */
  sendCommand(command) {
    const isNamed = this.record.chat.type === "private" || command.includes("@");
    const text = isNamed ? command : `${command}@${this.store.bot.username}`;
    act("send_text", { ...this.#given(null), text }).catch((error) => toast(error.message));
  }

  /** Sends files, the first with the caption. */
  async sendFiles(files, caption) {
    const given = this.#given(this.mode);
    this.#setMode(null);
    try {
      for (const [index, file] of files.entries()) {
        await sendFile(file, index ? given : { ...given, caption });
      }
    } catch (error) {
      toast(error.message);
    }
  }

  #given(mode) {
    return {
      chat_id: this.record.chat.id,
      user_id: this.speaker.id,
      thread_id: this.thread && this.thread !== GENERAL ? this.thread : null,
      reply_to: mode?.kind === "reply" ? mode.message.message_id : null,
    };
  }

  #messageGiven(message) {
    return { chat_id: this.record.chat.id, message_id: message.message_id };
  }

  #place() {
    return `${this.record.chat.id} ${this.thread}`;
  }

  #write(words) {
    this.box.value = words;
    this.#typed();
  }

  #typed() {
    if (this.mode?.kind !== "edit") this.drafts.set(this.#place(), this.box.value);
    this.#resize();
    this.#suggest();
  }

  #resize() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight}px`;
    byId("composer").classList.toggle("written", this.box.value.trim() !== "");
  }

  #key(event) {
    if (event.isComposing) return;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!event.altKey && this.suggestions.key(event)) event.preventDefault();
    else if (event.key === "Enter" && isPlain) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.mode) {
      event.preventDefault();
      this.#setMode(null);
    } else if (event.key === "ArrowUp" && isPlain && !this.box.value) {
      const own = this.store
        .messages(this.record, this.thread)
        .findLast((message) => message.text !== undefined && this.store.isOwn(this.record, message));
      if (!own) return;
      event.preventDefault();
      this.edit(own);
    }
  }

  #setMode(mode) {
    const wasEdit = this.mode?.kind === "edit";
    this.mode = mode;
    byId("mode").hidden = !mode;
    if (mode) {
      const { kind, message } = mode;
      byId("mode-icon").replaceChildren(icon(kind));
      byId("mode-title").textContent =
        kind === "edit" ? "Edit message" : `Reply to ${authorOf(message)}`;
      byId("mode-words").textContent = preview(message);
    }
    byId("send").setAttribute("aria-label", mode?.kind === "edit" ? "Save" : "Send");
    if (wasEdit && mode?.kind !== "edit") this.#write("");
  }

  async #start() {
    try {
      await act("start", { user_id: this.speaker.id });
    } catch (error) {
      toast(error.message);
    }
  }

  // Commands

  async #loadCommands() {
    if (!this.record || !this.speaker) return;
    const { record } = this;
    const user = this.speaker;
    let found;
    try {
      found = await commandMenu(record.chat.id, user.id);
    } catch {
      return; // There is just no menu; the page says elsewhere that the connection is lost.
    }
    if (record !== this.record || user !== this.speaker) return;
    const isMember = this.store.botStatus(record) !== null;
    this.commands = isMember && record.chat.type !== "channel" ? found.commands : [];
    this.menuButton = found.menu_button;
    byId("commands").hidden = !this.commands.length;
    byId("commands-name").textContent =
      this.menuButton?.type === "web_app" ? this.menuButton.text : "Menu";
  }

  #openCommands() {
    const web = this.menuButton?.web_app;
    if (this.menuButton?.type === "web_app" && /^https:/i.test(web?.url ?? "")) {
      window.open(web.url, "_blank", "noopener,noreferrer");
      return;
    }
    openMenu(
      byId("commands"),
      "Commands",
      this.commands.map(({ command, description }) => ({
        text: `/${command}`,
        note: description,
        action: () => this.sendCommand(`/${command}`),
      })),
    );
  }

  // Suggestions

  #suggest() {
    if (this.mode?.kind === "edit") {
      this.suggestions.hide();
      return;
    }
    const words = this.inline.wordsIn(this.box.value);
    if (words !== null) {
      this.inline.ask(words, this.record, this.speaker);
      return;
    }
    this.inline.end();
    const [label, items] = this.#commandItems() ?? this.#mentionItems() ?? ["", []];
    this.suggestions.show(label, items);
  }

  #commandItems() {
    const typed = this.box.value;
    if (!/^\/\w*$/.test(typed) || typed.length > LONGEST_FIRST_WORD) return null;
    const start = typed.slice(1).toLowerCase();
    const items = this.commands
      .filter(({ command }) => command.startsWith(start))
      .map(({ command, description }) => ({
        title: `/${command}`,
        note: description,
        choose: () => {
          this.#write("");
          this.sendCommand(`/${command}`);
        },
        complete: () => this.set(`/${command} `),
      }));
    return ["Commands", items];
  }

  #mentionItems() {
    if (this.record.chat.type === "private") return null;
    const before = this.box.value.slice(0, this.box.selectionStart);
    const found = /(?:^|\s)@(\w*)$/.exec(before);
    if (!found) return null;
    const start = found[1].toLowerCase();
    const everybody = [...this.record.members.values()].map(({ user }) => user);
    const items = everybody
      .filter((user) => user.username?.toLowerCase().startsWith(start) && user !== this.speaker)
      .map((user) => {
        const complete = () => {
          const from = before.length - found[1].length;
          this.box.setRangeText(`${user.username} `, from, before.length, "end");
          this.#typed();
        };
        return {
          title: nameOf(user),
          note: `@${user.username}`,
          picture: avatar(user.id, nameOf(user), user.is_bot),
          choose: complete,
          complete,
        };
      });
    return ["People", items];
  }

  // Inline mode

  #showResults(found) {
    if (!found) {
      this.suggestions.hide();
      return;
    }
    const head = found.button && {
      title: found.button.text,
      head: true,
      choose: () => this.#pressHead(found.button),
    };
    const items = found.results.map((result) => ({
      title: result.title ?? result.type,
      note: result.description,
      choose: () => this.#sendResult(result),
    }));
    this.suggestions.show("Results", head ? [head, ...items] : items, found);
  }

  async #sendResult(result) {
    this.suggestions.hide();
    try {
      await this.inline.choose(result);
      this.#write("");
    } catch (error) {
      toast(error.message);
    }
  }

  async #pressHead(button) {
    this.#write("");
    if (!button.start_parameter) return;
    try {
      await act("start", { user_id: this.speaker.id, parameter: button.start_parameter });
      location.hash = `#/chat/${this.speaker.id}`;
    } catch (error) {
      toast(error.message);
    }
  }
}
