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
TOO_LONG_TO_QUOTE = "The sentence is too long to be quoted in a message."

# What the bot is
START = (
    "I answer questions about news articles with their own sentences, word for word, "
    "and say so when an article does not tell."
)
START_ARTICLE = "The article here: {title}"
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
ARTICLES_CHOOSE = "To ask one of them, send the line below its title."
ARTICLES_MORE = "{count} more. To find one by its title: {command}"
CURRENT = "asked now"
UNTITLED = "Untitled article"
NO_ARTICLES = "There are no articles here yet."
NO_ARTICLES_FOUND = "No title here has “{words}” in it. {command} lists all articles."
NO_SUCH_ARTICLE = "There is no article “{id}” here. {command} lists those that there are."
TITLE_WORDS = "words of the title"

# Hints
ASK_SOMETHING = "What would you like to know? For example: {example}"
ASK_SOMETHING_GROUP = "What would you like to know? Write it behind the command: {example}"
UNKNOWN_COMMAND = "I do not know {command}. {help} lists what I know."
NO_TEXT = "I can read written questions only."
TOO_LONG = "That is too long for a question. Please ask in fewer than {limit} characters."
EXAMPLE = "What happened?"

# Errors
FAILED = "Something went wrong here, sorry. Please ask again."
ARCHIVE_FAILED = "I cannot reach my articles just now. Please ask again in a minute."

# The command menu
MENU_ASK = "Ask a question"
MENU_ARTICLE = "The article that is asked"
MENU_ARTICLES = "All articles"
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
