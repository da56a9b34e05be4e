"""Every sentence that the bot says of itself, in one place.

A text is plain English; what stands in braces is filled in. The English text is its own name:
`say` is the only function that reads these texts, and the place to look up a translation.
"""

from __future__ import annotations

from string import Formatter

from bot.markup import Html, plain

# Answers
NOT_SAID_OUTRIGHT = "The article does not say this outright. The nearest it comes:"
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
HELP_ARTICLE = "the article that you are asking, and what it covers"
HELP_ARTICLES = "all articles to choose from"
HELP_VERBATIM = (
    "Each answer is a sentence of the article, unchanged. "
    "It shows what was reported, not whether it is true."
)

# Articles
NOW_ASKING = "Questions now go to this article:"
SOURCE = "Source: {source}"
PUBLISHED = "Published: {date}"
LENGTH = "Length: {words} words in {sentences} sentences"
ARTICLES = "Articles"
ARTICLES_FOUND = "Articles with “{words}”"
ARTICLES_CHOOSE = "To ask one of them, press its button or send the line below its title."
ARTICLES_MORE = "{count} more. To find one by its title: {command}"
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
FILE_TOO_LARGE = "That file is larger than 20 MB, the most that I can read."
FILE_GONE = "That file cannot be fetched from Telegram. Please send it again."
ASK_SAID = "What did {name} say?"
ASK_HOW_MANY = "How many {things}?"
ASK_HAPPENED = "What happened in {place}?"

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
MENU_HELP = "What I can do"


def say(text: str, **values: Html | str | int) -> Html:
    """Fill in one of the texts above.

    Args:
        text: The text.
        values: What its braces stand for. Words and numbers are shown as they are, whatever they
            contain; pieces of a message keep their markup.

    Raises:
        KeyError: If a value is missing.

    """
    whole = Html()
    for literal, name, _, _ in Formatter().parse(text):
        whole += plain(literal)
        if name is not None:
            value = values[name]
            whole += value if isinstance(value, Html) else plain(str(value))
    return whole
