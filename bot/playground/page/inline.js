// Inline mode: what is typed after the bot's name is asked, and the results are offered.

import { act } from "./server.js";

const PAUSE = 250; // Milliseconds without a key before it is asked, as in Telegram's apps.
const PATIENCE = 10_000;
const KEPT_ANSWERS = 20;

export class InlineQueries {
  /**
   * @param {Store} store
   * @param {function(Object)} show  shows {results, button, busy, more}, or null for none
   */
  constructor(store, show) {
    this.store = store;
    this.show = show;
    this.early = new Map(); // Answers that came before the number of their query.
    store.addEventListener("inline_results", ({ detail }) => this.#answered(detail));
  }

  /** The words after the bot's name, or null where the text is no inline query. */
  wordsIn(text) {
    const name = this.store.bot.username ?? "";
    if (!this.store.bot.supports_inline_queries || !name) return null;
    const start = `@${name} `;
    return text.toLowerCase().startsWith(start.toLowerCase()) ? text.slice(start.length) : null;
  }

  /** Asks, once nothing has been typed for a moment. */
  ask(words, record, user) {
    const asked = `${user.id} ${record.chat.id} ${words}`;
    if (asked === this.asked) return;
    this.end();
    this.asked = asked;
    this.timer = setTimeout(() => this.#send({ words, record, user, results: [] }, ""), PAUSE);
  }

  end() {
    clearTimeout(this.timer);
    this.asked = null;
    this.query = null;
  }

  /** Sends one of the results. */
  choose(result) {
    const { query } = this;
    return act("choose_inline_result", {
      query_id: result.queryId,
      result_id: result.id,
      chat_id: query.record.chat.id,
    });
  }

  async #send(query, offset) {
    this.query = query;
    if (!offset) this.show({ results: [], busy: true });
    try {
      const { query_id: id } = await act("inline_query", {
        user_id: query.user.id,
        chat_id: query.record.chat.id,
        text: query.words,
        offset,
      });
      query.id = id;
    } catch {
      this.#giveUp(query);
      return;
    }
    if (this.early.has(query.id)) this.#answered(this.early.get(query.id));
    else this.timer = setTimeout(() => this.#giveUp(query), PATIENCE);
  }

  #answered(answer) {
    const { query } = this;
    if (!query || query.id !== answer.query_id) {
      this.early.set(answer.query_id, answer);
      if (this.early.size > KEPT_ANSWERS) this.early.delete(this.early.keys().next().value);
      return;
    }
    clearTimeout(this.timer);
    const fresh = answer.results.map((result) => ({ ...result, queryId: answer.query_id }));
    query.results = [...query.results, ...fresh];
    const { next_offset: next } = answer;
    this.show({
      results: query.results,
      button: answer.button,
      more: next ? () => this.#send(query, next) : undefined,
    });
  }

  #giveUp(query) {
    if (this.query === query && !query.results.length) this.show(null);
  }
}
