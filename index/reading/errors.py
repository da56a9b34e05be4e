"""What can go wrong when an article is read; each message is one sentence for the person."""

from __future__ import annotations

import re

_PLACE = re.compile(r"{(\w+)}")


class ReadingError(Exception):
    """An article could not be read. The message is a whole sentence that a person can act on.

    Args:
        sentence: The sentence, one of `index.reading.sentences` if anybody may be told it who
            speaks another language.
        values: What its braces stand for.

    Attributes:
        sentence: The sentence before anything was filled in.
        values: What its braces stand for.

    """

    def __init__(self, sentence: str, /, **values: str | int) -> None:
        super().__init__(_PLACE.sub(lambda place: str(values.get(place[1], place[0])), sentence))
        self.sentence = sentence
        self.values = values


class NotFound(ReadingError):  # noqa: N818 - reads as what happened, as all below
    """There is no such file or page."""


class Unreachable(ReadingError):  # noqa: N818
    """The file or the site is there or may be, but cannot be read now."""


class TimedOut(ReadingError):  # noqa: N818
    """It took too long to fetch or to read."""


class TooLarge(ReadingError):  # noqa: N818
    """It is larger than an article can sensibly be."""


class NotAnArticle(ReadingError):  # noqa: N818
    """It was reached and is something other than an article."""


class Forbidden(ReadingError):  # noqa: N818
    """The site shows the page to nobody without a log-in, or to no program."""


class Refused(ReadingError):  # noqa: N818
    """The link leads where this program does not go."""


class Busy(ReadingError):  # noqa: N818
    """Enough links of one person are being fetched already."""
