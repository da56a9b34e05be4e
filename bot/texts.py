"""Every sentence that the bot says of itself, in one place.

A text is plain English; what stands in braces is filled in. The English text is its own name in
the catalogues of `bot.locales`: `say` and `label` alone read these texts, and look up what they are
in the language that is spoken.
"""

from __future__ import annotations

import html
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from bot import markup
from bot.language import is_right_to_left, number, translated, translated_plural
from bot.markup import Html, isolated, plain

if TYPE_CHECKING:
    from collections.abc import Mapping


class Plural(NamedTuple):
    """A text that depends on a number, which is filled in as `count`.

    Attributes:
        one: The text for one.
        many: The text for any other number.

    """

    one: str
    many: str


# Answers
NOT_SAID_OUTRIGHT = "The article does not say this outright. The nearest it comes:"
BEGINS = "The article begins:"
NOT_SAID = "The article does not say."
NOT_SAID_IN = "“{title}” does not say."
COVERS = "Covers: {headings}"
TOPICS = "Topics: {topics}"
OPEN = "open the article"
FURTHER = "Further sentences, less likely to be the answer:"
UNDERSTOOD = "Understood as: {question}"
GREETING = "Hello. What would you like to know? For example: {example}"
WELCOME = "You are welcome."
TOO_LONG_TO_QUOTE = "The sentence is too long to be quoted in a message."

# What the bot is
START = (
    "I answer questions about news articles with their own sentences, word for word, "
    "and say so when an article does not tell."
)
START_ARTICLE = "The article here: {title}"
START_LANGUAGE = "The article’s language is {language}: please ask in that one."
START_ADD = "Send me a link, a text or PDF file or a channel's post, and I answer about that."
START_PRIVATE = "Write me a question. For example: {examples}"
START_GROUP = "Ask with {ask}, by mentioning {name} or by replying to me. For example: {examples}"
START_HELP = "{help} says what else I can do."
HELP_ASK = "Write me a question in your own words."
HELP_ASK_GROUP = (
    "Ask with {ask} and your question, by mentioning {name} or by replying to me. "
    "I answer nothing else that is said here."
)
HELP_ASK_OTHERS = "Reply {ask} to somebody's message, and I answer what it asks."
HELP_EDIT = "Edit your question, and I edit my answer."
HELP_FOLLOW = "Ask on in a few words: “when?”, “and fighters?”, “who says so?”."
HELP_FOLLOW_GROUP = "Reply to an answer to ask on: “when?”, “and fighters?”, “who says so?”."
HELP_INLINE = "In any other chat, write {name} and a question to send a quote there."
HELP_ADD_GROUP = "add the article behind a link (administrators)"
HELP_SETTINGS = "who may ask, and more (administrators)"
HELP_TOPICS = "questions saved under a name, and how to save one"
HELP_COMMAND = "{command}: {use}"
HELP_PRIVACY = "what I keep of you, and how to have it forgotten"
HELP_ARTICLE = "the article that you are asking, and what it covers"
HELP_ARTICLES = "all articles to choose from"
HELP_REMOVE = "remove an article that was added here"
HELP_VERBATIM = (
    "Each answer is a sentence of the article, unchanged. "
    "It shows what was reported, not whether it is true."
)

# Articles
NOW_ASKING = "Questions now go to this article:"
SOURCE = "Source: {source}"
PUBLISHED = "Published: {date}"
LENGTH = "Length: {words} in {sentences}"
WORDS = Plural("{count} word", "{count} words")
SENTENCES = Plural("{count} sentence", "{count} sentences")
ARTICLES = "Articles"
ARTICLES_FOUND = "Articles with “{words}”"
ARTICLES_CHOOSE = "To ask one of them, press its button or send the line below its title."
ARTICLES_MORE = Plural(
    "{count} more. To find it by its title: {command}",
    "{count} more. To find one by its title: {command}",
)
REMOVE_WHICH = "Which article shall I remove? These have been added here:"
REMOVE_ONE = "Remove an article…"
REMOVE_SURE = "Remove {title} from this chat?"
REMOVE = "Remove"
KEEP = "Keep"
REMOVED = "Removed: {title}"
REMOVE_NOTHING = "No articles have been added here. Those that all chats see stay."
REMOVE_NOT_FOUND = "No article with “{words}” has been added here. {command} lists those that have."
REMOVE_ADMINS = "Only administrators of this group can remove articles."
CURRENT = "asked now"
OLDER = "Older ›"
NEWER = "‹ Newer"
ALL_ARTICLES = "All articles"
CHOOSE_ADMINS = "Only administrators of this group can choose the article for all."
GONE = "That article is not there any more."
FROM_ANOTHER = "“{here}” does not say; another article here does:"
UNTITLED = "Untitled article"
NO_ARTICLES = "There are no articles here yet."
NO_ARTICLES_FOUND = "No title here has “{words}” in it. {command} lists all articles."
NO_SUCH_ARTICLE = "There is no article “{id}” here. {command} lists those that there are."
TITLE_WORDS = "words of the title"

# Reading an article that somebody sends
FETCHING = "Fetching…"
READING = "Reading…"
CANCEL = "Cancel"
CANCELLING = "Cancelling…"
CANCELLED = "Cancelled: nothing was added."
ALREADY_DONE = "There is nothing left to cancel."
ADDED = "Added. Questions now go to this article:"
UPDATED = "Read again. Questions now go to this article:"
ONE_COULD_ASK = "One could ask:"
ADD_WHAT = "Send {command} with a link, or as a reply to a message with a link or a file."
ADD_ADMINS = "Only administrators of this group can add articles."
ADD_NO_ROOM = "This chat has added as much as there is room for. {command} makes room."
FILE_TOO_LARGE = "That file is larger than 20 MB, the most that I can read."
NO_FILE = "That message has no file."
POST_WITHOUT_TEXT = "That message has no text to be quoted from."
FILE_GONE = "That file cannot be fetched from Telegram. Please send it again."

# Buttons under an answer
MORE = "More"
CONTEXT = "Context"
WITHOUT_CONTEXT = "Without context"
OPEN_ARTICLE = "Open"
EXPIRED = "This answer is not kept any more. Please ask again."
ARTICLE_CHANGED = "The article has changed since. Please ask again."
NO_MORE = "There is nothing more that comes near."
MORE_SHOWN = "More is shown already."
CONTEXT_TOO_LONG = "The sentences around it are too long to be shown here."
MESSAGE_GONE = "This message cannot be changed any more."
THANKS_LIKED = "Thank you. Noted as a good answer."
THANKS_DISLIKED = "Thank you. Noted as a bad answer."
NOTED_BEFORE = "That is noted already."

# Inline
INLINE_NOTHING = "No article says this. Ask me in private"
INLINE_ASK = "Type a question. Ask me in private"

# Topics that a chat saves
NO_TOPICS = "There are no topics here yet."
TOPIC_HOW = "Administrators add one with {add} and remove it with {remove}."
TOPIC_NAME = "name"
TOPIC_NAME_AND_QUESTION = "name question"
TOPIC_ADMINS = "Only administrators of this group can change its topics."
TOPIC_ADDED = "{command} now asks: {question}"
TOPIC_REMOVED = "The topic {name} was removed."
TOPIC_UNKNOWN = "This chat has saved no topic {name}. {topics} lists what there is."
TOPIC_BAD_NAME = "The name of a topic has 1 to 32 of a to z, 0 to 9 and underscore."
TOPIC_RESERVED = "{command} is a command already. Please take another name."
TOPIC_NO_QUESTION = "What should {name} ask? Write the question behind the name."
TOPIC_TOO_MANY = "There can be {most} topics here. Remove one first."

# Settings
SETTINGS = "Settings"
SETTINGS_GROUP = "In quiet hours I answer administrators only."
SETTINGS_ADMINS = "Only administrators of this group can change its settings."
NO_SUCH_SETTING = "There is no such setting any more. Please send the command again."
WHO_EVERYONE = "Everyone may ask"
WHO_ADMINISTRATORS = "Only administrators may ask"
SILENCE_SAID = "I say when the article does not answer"
SILENCE_KEPT = "I keep quiet when the article does not answer"
NOT_QUIET = "No quiet hours"
QUIET = "Quiet from {start} to {end}"
LANGUAGE = "My language: {language}"
PERSONS_LANGUAGE = "as each person’s"
CHOOSE_ARTICLE = "Choose the article"
ASK_ADMINISTRATORS = "In this group only administrators may ask me."
QUIET_NOW = "It is quiet here now: I answer administrators only."

# What is kept of people and chats, and having it forgotten
PRIVACY = "What I keep"
PRIVACY_QUESTIONS = Plural(
    "Questions to me and my answers: for {count} day.",
    "Questions to me and my answers: for {count} days.",
)
PRIVACY_OPINIONS = Plural(
    "What you think of an answer, {like} or {dislike}, with its question: for {count} day.",
    "What you think of an answer, {like} or {dislike}, with its question: for {count} days.",
)
PRIVACY_CHAT = Plural(
    "This chat’s articles, topics and settings: while I am here, and {count} day longer.",
    "This chat’s articles, topics and settings: while I am here, and {count} days longer.",
)
PRIVACY_FAILED = Plural(
    "A message that I could not answer because of a fault: for {count} day.",
    "A message that I could not answer because of a fault: for {count} days.",
)
PRIVACY_ELSE = "Nothing else that is written to me or around me is kept."
PRIVACY_WHO = "Whoever runs me can read what I keep. Other chats cannot."
PRIVACY_FORGET = "{command} removes what I keep of you, from groups too."
PRIVACY_FORGET_GROUP = (
    "{command} removes what I keep of you from this group. "
    "Administrators can then remove all that I keep of the group."
)
FORGOTTEN = "Forgotten: {questions}, {opinions}."
FORGOTTEN_QUESTIONS = Plural(
    "{count} question with its answer", "{count} questions with their answers"
)
FORGOTTEN_OPINIONS = Plural("{count} opinion on an answer", "{count} opinions on answers")
FORGOTTEN_NOTHING = "I keep no questions or opinions of yours."
FORGOTTEN_ALL = "All that I kept of this chat is forgotten."
STILL_KEPT = "Still kept of this chat: {things}."
KEPT_ARTICLES = Plural("{count} article", "{count} articles")
KEPT_TOPICS = Plural("{count} topic", "{count} topics")
KEPT_CHOICES = "settings"
FORGET_REST = "Forget that too"
FORGET_GROUP = "Forget all of this group, everybody’s questions too"
FORGET_ADMINS = "Only administrators of this group can have it forgotten."

# Whom the bot serves, and how much of it
NOT_SERVED = "I am here for certain chats only, and this is none of them."
LIMIT_PERSON = "That is more than I can answer at a time. Please ask again in a minute."
LIMIT_CHAT = "More is asked here than I can answer at a time. Please ask again in a minute."

# What only the owners can do
STATS_ARTICLES = "Articles for everybody: {public}. Of single chats: {own}."
STATS_DAY = "Questions in the last 24 hours: {questions}, in chats: {chats}."
STATS_ANSWERS = "Answered: {answered}. Something near: {related}. Nothing: {silent}."
STATS_OPINIONS = "Good answers: {liked}. Bad answers: {disliked}."
STATS_INBOX = "Messages that wait: {waiting}. Given up because of a fault: {aside}."
PUBLISH_NOTHING = "Ask an article first that you have added here."
PUBLISHED_NOW = "Everybody can ask this article now: {title}"
PUBLISHED_BEFORE = "Everybody could ask this article before: {title}"

# Coming into a group
WELCOME_ASK = "Ask with {ask}, by mentioning {name} or by replying to me."
WELCOME_ADD = "An administrator can add an article with {add} and a link."
SEES_OWN = "Telegram shows me nothing else that is said here."
SEES_ALL = "Telegram shows me all that is said here; I answer nothing else."

# Hints
ASK_SOMETHING = "What would you like to know? For example: {example}"
ASK_SOMETHING_GROUP = "What would you like to know? Write it behind the command: {example}"
UNKNOWN_COMMAND = "I do not know {command}. {help} lists what I know."
NO_TEXT = "I cannot read pictures, sound or video. Send me a question, a link or a text file."
TOO_LONG = "That is too long for a question. Please ask in fewer than {limit} characters."
EXAMPLE = "What happened?"

# Errors
FAILED = "Something went wrong here, sorry. Please ask again."
ARCHIVE_FAILED = "I cannot reach my articles just now. Please ask again in a minute."

# The command menu
MENU_ASK = "Ask a question"
MENU_ARTICLE = "The article that is asked"
MENU_ARTICLES = "All articles"
MENU_TOPICS = "The questions saved here"
MENU_SETTINGS = "Settings"
MENU_ADD = "Add an article by link"
MENU_PRIVACY = "What I keep, and how to have it forgotten"
MENU_HELP = "What I can do"


def say(text: str | Plural, **values: Html | str | int) -> Html:
    """Say one of the texts above in the language that is spoken.

    Args:
        text: The text.
        values: What its braces stand for. Words and numbers are shown as they are, whatever they
            contain; pieces of a message keep their markup.

    Raises:
        KeyError: If a value is missing.

    """
    said = _looked_up(text, values)
    # Not all programs look behind what is kept apart for the direction of a line.
    is_line = isinstance(text, str) and said.startswith("{")
    whole = plain(markup.RIGHT_TO_LEFT_MARK if is_line and is_right_to_left() else "")
    for literal, name, _, _ in Formatter().parse(said):
        whole += plain(literal)
        if name is not None:
            whole += isolated(_shown(values[name]), in_right_to_left=is_right_to_left())
    return whole


def label(text: str | Plural, **values: str | int) -> str:
    """Say one of the texts above where there can be no markup: on a button, in a menu or an alert.

    Args:
        text: The text.
        values: What its braces stand for.

    Raises:
        KeyError: If a value is missing.

    """
    return html.unescape(say(text, **values).source)


def _looked_up(text: str | Plural, values: Mapping[str, Html | str | int]) -> str:
    if isinstance(text, str):
        return translated(text)
    count = values["count"]
    return translated_plural(*text, count if isinstance(count, int) else 0)


def _shown(value: Html | str | int) -> Html:
    if isinstance(value, Html):
        return value
    return plain(number(value) if isinstance(value, int) else value)
