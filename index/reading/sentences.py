"""Every sentence that tells a person why an article could not be read, in one place.

What stands in braces is filled in. Whoever shows them in another language finds them here.
"""

from __future__ import annotations

# What it is called that could not be read, where it has no name
THAT_PAGE = "That page"
THAT_FILE = "That file"
THE_FILE = "The file"

# Links
NO_ADDRESS = "That link is not a complete web address."
NO_WEB_LINK = "Only links that begin with http:// or https:// can be opened."
USER_IN_LINK = "Links with a user name or password in them are not opened."
UNUSUAL_PORT = "Only links to the usual ports of the web, 80 and 443, are opened."
PRIVATE = "That link leads to a private or local address, where no article is fetched from."
BUSY = "Your earlier links are still being read; send this one again afterwards."

# Sites
NO_SITE = "There is no site called {host}."
NOT_LOOKED_UP = "{host} could not be looked up; try again."
NOT_IN_TIME = "{host} did not answer in time."
NOT_TRUSTED = "{host} offers no encrypted connection that can be trusted."
NOT_A_SITE = "{host} did not answer as a web site does."
NOT_REACHED = "{host} could not be reached."
WITHOUT_END = "{host} sends from one address to the next without end."
PAUSE = "{host} asks for a pause; try again in a while."
FAULT = "{host} has a fault at the moment ({status}); try again later."
OTHER_STATUS = "{host} answered with an error ({status})."
CLOSED = "{host} does not show that page without a log-in or to programs ({status})."
NO_PAGE = "That page is not there ({status})."
ODDLY_PACKED = "That page is packed in a way that was not asked for."
NOT_WHOLE = "That page did not arrive whole; try again."

# Files and pages
EMPTY = "{label} is empty."
BINARY = "{label} is not text but a binary file."
NO_ENCODING = "{label} is not text in any encoding that could be recognised."
TOO_LARGE = "{label} is larger than {megabytes} MB."
NO_WORDS = "{label} holds no text to quote from."
NO_ARTICLE = "{label} holds no article that could be found."
NO_SENTENCE = "There is no sentence to quote in this text."
LOG_IN = "{label} asks for a log-in, so its text cannot be read."
SCRIPTS = "{label} shows its text only in a browser that runs its scripts."
LINKS = "{label} is a list of links and not an article."
DAMAGED_PAGE = "{label} is a page that is damaged or cannot be read."
DAMAGED_PDF = "{label} is a PDF that is damaged or cannot be read."
NO_PDF = "{label} is called a PDF but is none; it may be damaged."
LOCKED = "{label} is locked; save it without a password first."
PICTURES = "{label} holds pictures of text, not text; save it with its text first."
NO_LETTERS = "{label} does not say which letters its shapes stand for."
TOO_MANY_PAGES = "{label} has more than {most} pages."
TOO_SLOW = "{label} took too long to read."
TOO_LONG = "The article is too long."
TOO_MUCH_MEMORY = "Reading it takes more memory than is allowed."
PERHAPS_DAMAGED = "It could not be read; it may be damaged."
DAMAGED = "{label} could not be read; it may be damaged."
OTHER_KIND = "{label} is not an article but {kind}."

# Other kinds
FEED = "a news feed"
DATA = "data for programs"
TABLE = "a table"
STYLE_SHEET = "a style sheet"
CALENDAR = "a calendar"
SCRIPT = "a script"
WORD_FILE = "a word processor's file; saved as PDF or plain text it can be read"
E_BOOK = "an e-book"
PACKED = "a packed archive"
PROGRAM_OR_ARCHIVE = "a program or an archive"
OTHER_DOCUMENT = "a document of another program"
PICTURE = "a picture"
VIDEO = "a video"
SOUND = "a sound recording"
TYPEFACE = "a typeface"
PARTS = "a stream of parts"
MODEL = "a model"
PROGRAM = "a program"
DATABASE = "a database"

WORDS = frozenset(
    {
        *(THAT_PAGE, THAT_FILE, THE_FILE),
        *(FEED, DATA, TABLE, STYLE_SHEET, CALENDAR, SCRIPT, WORD_FILE, E_BOOK, PACKED),
        *(PROGRAM_OR_ARCHIVE, OTHER_DOCUMENT, PICTURE, VIDEO, SOUND, TYPEFACE, PARTS, MODEL),
        *(PROGRAM, DATABASE),
    }
)
"""What may be filled in and is no name of anything, but words of this language."""
