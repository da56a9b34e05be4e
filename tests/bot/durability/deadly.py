"""The command `pullquote`, but a question with the word "poison" in it ends the program at once."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from bot.cli import main
from index.answering import Answerer

if TYPE_CHECKING:
    from index.answering import Answer
    from index.article import Article

_answer = Answerer.answer


def answer(self: Answerer, question: str, article: Article) -> Answer:
    if "poison" in question:
        os.kill(os.getpid(), signal.SIGKILL)
    return _answer(self, question, article)


if __name__ == "__main__":
    Answerer.answer = answer  # type: ignore[method-assign]
    main()
