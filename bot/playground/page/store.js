// What the page knows: people, chats and messages, kept up to date by events.

export const GENERAL = 1; // The topic of a forum in which messages without a topic stand.
const TYPING_SECONDS = 5; // How long the sign of typing lasts, as in Telegram's apps.
const KEPT_MESSAGES = 1000;

export class Store extends EventTarget {
  /** Begins anew with all that the server knows. */
  begin(state) {
    const before = this.chats ?? new Map();
    this.bot = state.bot;
    this.profile = state.profile;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.chats = new Map();
    for (const { chat, members, topics, messages } of state.chats) {
      const record = this.#record(chat, before.get(chat.id));
      record.members = new Map(members.map((member) => [member.user.id, member]));
      record.topics = new Map(topics.map((topic) => [topic.thread_id, topic.name]));
      for (const message of messages) record.messages.set(message.message_id, message);
    }
    this.#tell("begun");
  }

  /** Takes in what has happened, then tells listeners of it under the event's own name. */
  apply(event) {
    const record = this.chats.get(event.chat_id);
    switch (event.type) {
      case "user":
        this.users.set(event.user.id, event.user);
        break;
      case "chat":
        if (!this.chats.has(event.chat.id)) this.#record(event.chat);
        break;
      case "message":
        this.#add(record, event.message);
        break;
      case "edited":
        if (record.messages.has(event.message.message_id)) {
          record.messages.set(event.message.message_id, event.message);
        }
        break;
      case "deleted":
        record.messages.delete(event.message_id);
        break;
      case "reactions":
        if (record.messages.has(event.message_id)) {
          record.messages.get(event.message_id).reactions = event.reactions;
        }
        break;
      case "member":
        record.members.set(event.member.user.id, event.member);
        break;
      case "action":
        this.#setTyping(record, event);
        break;
    }
    this.#tell(event.type, event);
  }

  /** Learns who is in each chat; chats that come later are announced without their members. */
  learnMembers(state) {
    for (const { chat, members } of state.chats) {
      const record = this.chats.get(chat.id);
      if (record) record.members = new Map(members.map((member) => [member.user.id, member]));
    }
    this.#tell("member", {});
  }

  /** Whose chat it is, or who writes in the group. */
  speaker(record) {
    if (record.chat.type === "private") return this.users.get(record.chat.id);
    const people = this.people(record);
    return people.find((person) => person.id === record.speakerId) ?? people[0];
  }

  setSpeaker(record, userId) {
    record.speakerId = userId;
    this.#tell("speaker", { chat_id: record.chat.id });
  }

  /** The people who may write in a chat, the owner first. */
  people(record) {
    if (record.chat.type === "private") return [this.users.get(record.chat.id)];
    const mayWrite = record.chat.type === "channel" ? isAdmin : isInChat;
    return [...record.members.values()]
      .filter((member) => !member.user.is_bot && mayWrite(member))
      .map((member) => member.user);
  }

  /** What the bot is in a chat: "member" and so on, or null if it is not there. */
  botStatus(record) {
    if (record.chat.type === "private") return "member";
    const member = record.members.get(this.bot.id);
    return member && isInChat(member) ? member.status : null;
  }

  /** The messages of a chat, or of one of its topics, oldest first. */
  messages(record, thread) {
    const all = [...record.messages.values()];
    return record.chat.is_forum ? all.filter((message) => threadOf(message) === thread) : all;
  }

  isOwn(record, message) {
    if (record.chat.type === "channel") return true;
    const isPersons = message.from && !message.sender_chat;
    return Boolean(isPersons && message.from.id === this.speaker(record)?.id);
  }

  /** Counts what came while nobody looked. */
  unread(record, thread) {
    if (thread !== undefined) return record.unread.get(thread) ?? 0;
    return [...record.unread.values()].reduce((sum, count) => sum + count, 0);
  }

  markUnread(record, thread) {
    record.unread.set(thread, (record.unread.get(thread) ?? 0) + 1);
    this.#tell("unread");
  }

  markRead(record, thread) {
    if (record.unread.delete(thread)) this.#tell("unread");
  }

  isTyping(record, thread) {
    const typing = record.typing;
    if (!typing || typing.until < Date.now()) return false;
    return !record.chat.is_forum || typing.thread === thread;
  }

  #record(chat, before) {
    const record = {
      chat,
      members: new Map(),
      topics: new Map(),
      messages: new Map(),
      unread: before?.unread ?? new Map(),
      speakerId: before?.speakerId,
      typing: null,
    };
    this.chats.set(chat.id, record);
    return record;
  }

  #add(record, message) {
    record.messages.set(message.message_id, message);
    if (record.messages.size > KEPT_MESSAGES) {
      record.messages.delete(record.messages.keys().next().value);
    }
    if (message.forum_topic_created) {
      record.topics.set(message.message_thread_id, message.forum_topic_created.name);
    }
    if (message.from?.id === this.bot.id) record.typing = null;
  }

  #setTyping(record, event) {
    const until = event.action === "cancel" ? 0 : Date.now() + TYPING_SECONDS * 1000;
    record.typing = { thread: event.thread_id ?? GENERAL, until };
    setTimeout(() => this.#tell("typing"), TYPING_SECONDS * 1000 + 50);
  }

  #tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/** The topic that a message of a forum stands in. */
export function threadOf(message) {
  return message.is_topic_message ? message.message_thread_id : GENERAL;
}

function isInChat(member) {
  return member.status !== "left" && member.status !== "kicked";
}

function isAdmin(member) {
  return member.status === "creator" || member.status === "administrator";
}
