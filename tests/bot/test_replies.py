"""What the bot says: read by a strict parser, as Telegram would read it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import replies, texts
from bot.addressing import Hint, Reason
from bot.links import link_to, text_directive
from bot.markup import Html, clipped
from bot.playground.markup import FormattedText, format_text
from bot.replies import VerbatimError
from bot.texts import say
from index.answering import Answer, Quote, Verdict
from index.article import Article, Passage, Sentence, Span, Topic

TEXT = (
    "The fighting has killed 790 civilians, the monitor says.\n\n"
    "Truce conditions\n\n"
    'The regime announced\nthe "offer" of a truce on Thursday & left <it> at that.\n\n'
    "It went into effect on Friday."
)
HEADING = (58, 74)
BODY = TEXT.index("The regime")
LAST = TEXT.index("It went")


def article(**fields: object) -> Article:
    known = {
        "id": "idlib-truce",
        "text": TEXT,
        "title": "Idlib truce",
        "source": "TRT World",
        "passages": (
            Passage(0, 56, (Sentence(0, 56),)),
            Passage(BODY, LAST - 2, (Sentence(BODY, LAST - 2),), HEADING),
            Passage(LAST, len(TEXT), (Sentence(LAST, len(TEXT)),), HEADING),
        ),
        "topics": (
            Topic("truce", "What are the terms of the truce?"),
            Topic("casualties", "How many were killed?"),
        ),
    }
    return Article(**{**known, **fields})  # type: ignore[arg-type]


def quote(of: Article, number: int, *highlights: Span, score: float = 1.0) -> Quote:
    sentence = of.sentences[number]
    heading = "Truce conditions" if number else ""
    return Quote(of, number, sentence.start, sentence.end, heading, score, highlights)


def answered(*quotes: Quote, verdict: Verdict = Verdict.ANSWERED) -> Answer:
    return Answer("how many?", verdict, 0.9, quotes[0].article, quotes)


def read(message: Html) -> FormattedText:
    """What Telegram would show; whether the message knows its own length."""
    formatted = format_text(message.source, "HTML")
    assert not formatted.notes
    return formatted


def parts(formatted: FormattedText, kind: str) -> list[str]:
    units = formatted.text.encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in formatted.entities
        if entity["type"] == kind
    ]


def links(formatted: FormattedText) -> list[str]:
    return [entity["url"] for entity in formatted.entities if entity["type"] == "text_link"]


def test_a_quote_is_set_apart_with_its_answer_bold_and_its_place_below() -> None:
    shown = read(replies.answer_message(answered(quote(article(), 0, (24, 37)))))
    assert shown.text == "The fighting has killed 790 civilians, the monitor says.\nTRT World"
    assert parts(shown, "blockquote") == [
        "The fighting has killed 790 civilians, the monitor says."
    ]
    assert parts(shown, "bold") == ["790 civilians"]


def test_the_heading_stands_before_the_source() -> None:
    shown = read(replies.answer_message(answered(quote(article(), 2))))
    assert shown.text.endswith("\nTruce conditions · TRT World")


def test_line_ends_become_spaces_and_markup_in_the_article_is_text() -> None:
    shown = read(replies.answer_message(answered(quote(article(), 1))))
    sentence = 'The regime announced the "offer" of a truce on Thursday & left <it> at that.'
    assert parts(shown, "blockquote") == [sentence]


def test_several_quotes_keep_their_order_and_each_has_its_source() -> None:
    of = article()
    shown = read(replies.answer_message(answered(quote(of, 0, score=1), quote(of, 2, score=9))))
    assert len(parts(shown, "blockquote")) == 2
    assert parts(shown, "blockquote")[0].startswith("The fighting")
    assert shown.text.count("TRT World") == 2


def test_related_sentences_are_introduced_as_such() -> None:
    shown = read(replies.answer_message(answered(quote(article(), 0), verdict=Verdict.RELATED)))
    first_line = shown.text.splitlines()[0]
    assert first_line == texts.NOT_SAID_OUTRIGHT
    assert parts(shown, "blockquote")


def test_the_beginning_of_an_article_is_introduced_as_such() -> None:
    answer = replace(answered(quote(article(), 0), quote(article(), 1)), is_beginning=True)
    shown = read(replies.answer_message(answer))
    assert shown.text.splitlines()[0] == texts.BEGINS
    assert len(parts(shown, "blockquote")) == 2


@pytest.mark.parametrize("verdict", [Verdict.SILENT, Verdict.ANSWERED])
def test_without_quotes_the_article_does_not_say_and_what_it_covers_is_named(
    verdict: Verdict,
) -> None:
    shown = read(replies.answer_message(Answer("thanks", verdict, 0.1, article())))
    assert shown.text.splitlines() == [
        "“Idlib truce” does not say.",
        "Covers: Truce conditions",
        "Topics: /truce /casualties",
    ]


def test_a_silent_answer_never_shows_a_quote() -> None:
    shown = read(replies.answer_message(answered(quote(article(), 0), verdict=Verdict.SILENT)))
    assert not parts(shown, "blockquote")


def test_an_article_with_nothing_known_of_it_is_still_named() -> None:
    bare = article(title="", source="", topics=(), url="", passages=())
    assert read(replies.silence_message(bare)).text == "The article does not say."
    assert "Untitled" in read(replies.article_message(bare)).text


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"source": "TRT World"}, "\nTRT World"),
        ({"source": ""}, "\nIdlib truce"),
        ({"source": "", "url": "https://news.example/a"}, "\nnews.example · open the article"),
        ({"source": "TRT\nWorld " * 20}, "TRT…"),
    ],
)
def test_every_quote_is_attributed_as_well_as_it_can_be(
    fields: dict[str, str], ending: str
) -> None:
    shown = read(replies.answer_message(answered(quote(article(**fields), 0))))
    assert shown.text.endswith(ending)


def test_a_quote_of_another_article_names_it() -> None:
    other = article(id="flood", title="The flood")
    answer = Answer("?", Verdict.ANSWERED, 0.9, article(), (quote(other, 0),))
    assert read(replies.answer_message(answer)).text.endswith("\nThe flood · TRT World")


def long_article(sentences: int, size: int) -> Article:
    text = " ".join(chr(ord("a") + n) * (size - 1) + "." for n in range(sentences))
    places = tuple(Sentence(n * (size + 1), n * (size + 1) + size) for n in range(sentences))
    return article(text=text, passages=(Passage(0, len(text), places),))


def test_fewer_quotes_are_shown_where_not_all_fit_the_best_staying() -> None:
    of = long_article(4, 1200)
    scores = (3.0, 1.0, 4.0, 2.0)
    quotes = [quote(of, n, score=score) for n, score in enumerate(scores)]
    shown = read(replies.answer_message(answered(*quotes)))
    assert parts(shown, "blockquote") == [letter * 1199 + "." for letter in "acd"]
    assert shown.length <= 4096


def test_a_sentence_longer_than_a_message_is_not_cut() -> None:
    message = replies.answer_message(answered(quote(long_article(1, 5000), 0)))
    shown = read(message)
    assert not parts(shown, "blockquote")
    assert shown.text == f"{texts.TOO_LONG_TO_QUOTE}\nIdlib truce · TRT World"


def test_characters_outside_the_basic_plane_count_twice() -> None:
    of = article(text="🕊" * 2100, passages=(Passage(0, 2100, (Sentence(0, 2100),)),))
    shown = read(replies.answer_message(answered(quote(of, 0))))
    assert shown.text.startswith(texts.TOO_LONG_TO_QUOTE)


@dataclass(frozen=True)
class Misquote(Quote):
    """A quote whose text is not what stands in the article."""

    @property
    def text(self) -> str:
        return "Nobody said this."


@pytest.mark.parametrize(
    "wrong",
    [
        Misquote(article(), 0, 0, 56, "", 1.0),
        Quote(article(), 0, 56, 56, "", 1.0),
        Quote(article(), 0, 5000, 5010, "", 1.0),
    ],
)
def test_what_the_article_does_not_say_is_not_quoted(wrong: Quote) -> None:
    with pytest.raises(VerbatimError):
        replies.answer_message(answered(wrong))


@pytest.mark.parametrize(
    ("highlights", "expected"),
    [
        (((24, 27), (28, 37)), ["790", "civilians"]),
        (((24, 30), (26, 37)), ["790 civilians"]),
        (((28, 37), (24, 27)), ["790", "civilians"]),
        (((24, 27), (27, 37)), ["790 civilians"]),
        (((-5, 3),), ["The"]),
        (((50, 900),), ["says."[-6:]]),
        (((30, 20),), []),
        (((200, 210),), []),
    ],
)
def test_highlights_are_bold_whatever_their_order_and_bounds(
    highlights: tuple[Span, ...], expected: list[str]
) -> None:
    shown = read(replies.answer_message(answered(quote(article(), 0, *highlights))))
    assert [bold.strip() for bold in parts(shown, "bold")] == expected


def test_many_highlights_leave_room_for_the_other_entities() -> None:
    of = long_article(4, 900)
    spans = [(start, start + 1) for start in range(0, 3600, 3)]
    quotes = [quote(of, number, *spans) for number in range(4)]
    shown = read(replies.answer_message(answered(*quotes)))
    assert len(parts(shown, "blockquote")) == 4
    assert len(shown.entities) <= 100


# Links


def test_a_link_opens_the_article_at_the_quote() -> None:
    of = article(url="https://news.example/idlib?a=1&b=2")
    shown = read(replies.answer_message(answered(quote(of, 0))))
    (url,) = links(shown)
    page, _, words = url.partition("#:~:text=")
    assert page == "https://news.example/idlib?a=1&b=2"
    assert words == "The%20fighting%20has%20killed%20790%20civilians%2C%20the%20monitor%20says."


def test_an_address_cannot_break_out_of_its_link() -> None:
    of = article(url="https://news.example/a\"b?c=<d>&e='f'&amp;")
    shown = read(replies.answer_message(answered(quote(of, 2))))
    assert links(shown)[0].startswith(of.url + "#:~:text=")
    assert "d>" not in shown.text


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://news.example/a", "https://news.example/a#:~:text="),
        ("https://news.example/a#top", "https://news.example/a#top:~:text="),
        ("https://news.example/a#:~:text=old", "https://news.example/a#:~:text="),
        ("https://news.example/a#top:~:text=old", "https://news.example/a#top:~:text="),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("ftp://news.example/a", ""),
        ("https://", ""),
        ("https://news.example/a b", ""),
        ("https://news.example/\n", ""),
        ("https://[news", ""),
        ("news.example/a", ""),
    ],
)
def test_only_what_a_browser_opens_is_linked(url: str, linked: str) -> None:
    found = link_to(quote(article(url=url), 2))
    assert found.startswith(linked)
    assert bool(found) is bool(linked)


def directive(text: str, sentence: str) -> str:
    start = text.rindex(sentence)
    return text_directive(Quote(article(text=text), 0, start, start + len(sentence), "", 1.0))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Jolani said no.", "Jolani%20said%20no."),
        ("A cease-fire, they said.", "A%20cease%2Dfire%2C%20they%20said."),
        ("100% of R&D.", "100%25%20of%20R%26D."),
        ("Türkiye — evet.", "T%C3%BCrkiye%20%E2%80%94%20evet."),
        ("one\ntwo\u00a0three", "one%20two%20three"),
        (
            "a b c d e f g h i j k l",
            "a%20b%20c%20d,i%20j%20k%20l",
        ),
    ],
)
def test_a_directive_is_percent_encoded_with_its_own_signs(sentence: str, expected: str) -> None:
    assert directive(sentence, sentence) == expected


def test_a_beginning_that_stands_earlier_too_is_taken_longer() -> None:
    sentence = "We will never leave the zone, he said to them on that very day."
    start, end = directive(f"We will never leave. {sentence}", sentence).split(",")
    assert unquote(start) == "We will never leave the"
    assert unquote(end) == "on that very day."


def test_an_ending_that_stands_earlier_in_the_sentence_is_taken_longer() -> None:
    sentence = "They came and they went on the day and then went on the day"
    start, end = directive(sentence, sentence).split(",")
    assert unquote(start) == "They came and they"
    assert unquote(end) == "then went on the day"


def test_a_sentence_that_stands_earlier_in_full_is_named_in_full() -> None:
    sentence = "one two three four five six seven eight nine ten eleven twelve"
    assert unquote(directive(f"{sentence} {sentence}", sentence)) == sentence


def test_an_address_that_would_be_too_long_opens_the_article_alone() -> None:
    text = "字" * 900
    of = article(url="https://news.example/a", text=text)
    assert link_to(Quote(of, 0, 0, 900, "", 1.0)) == "https://news.example/a"


# Other messages


def test_the_article_message_says_what_is_known_and_covered() -> None:
    of = article(published="2019-08-03", url="https://news.example/idlib")
    shown = read(replies.article_message(of))
    assert shown.text.splitlines() == [
        "Idlib truce",
        "Source: TRT World",
        "Published: 3 August 2019",
        "Length: 32 words in 3 sentences",
        "Covers: Truce conditions",
        "Topics: /truce /casualties",
    ]
    assert links(shown) == ["https://news.example/idlib"]
    opened = replies.article_message(of, opening=texts.NOW_ASKING)
    assert read(opened).text.startswith(texts.NOW_ASKING)


@dataclass(frozen=True)
class Entry:
    id: str
    title: str = "A title"
    source: str = "A source"
    published: str = "2026-11-23"


def test_the_list_says_how_to_choose_and_which_one_is_asked() -> None:
    shown = read(
        replies.articles_message([Entry("a"), Entry("b", "", "", "")], current="b", more=7)
    )
    assert parts(shown, "code") == ["/article a", "/article b", "/articles words of the title"]
    assert "A title · A source · 23 Nov 2026\n/article a" in shown.text
    assert "Untitled article · asked now\n/article b" in shown.text
    assert "7 more" in shown.text


def test_a_full_list_of_long_titles_fits_a_message() -> None:
    long = Entry("i" * 60, "🕊" * 500, "🕊" * 500, "🕊" * 500)
    message = replies.articles_message([long] * 20, more=10**9, words="🕊" * 500)
    assert message.fits()
    assert len(parts(read(message), "bold")) == replies.LISTED + 1


@pytest.mark.parametrize(
    ("message", "piece"),
    [
        (replies.articles_message([]), "no articles"),
        (replies.articles_message([], words="flood & <b>"), "“flood & <b>”"),
        (replies.no_such_article_message("</code>"), "“</code>”"),
        (replies.start_message(None, "b", in_group=False), "no articles"),
        (replies.start_message(article(), "b", in_group=False), "/truce /casualties"),
        (replies.start_message(article(), "b_bot", in_group=True), "@b_bot"),
        (replies.help_message(article(), "b_bot", in_group=True), "mentioning @b_bot"),
        (replies.help_message(article(), "b", in_group=False), "/truce: What are the terms"),
        (replies.help_message(None, "b", in_group=False), "/articles: "),
        (
            replies.hint_message(Hint(Reason.EMPTY, "ask"), article(), in_group=True),
            "/ask What are the terms of the truce?",
        ),
        (replies.hint_message(Hint(Reason.EMPTY), None, in_group=False), texts.EXAMPLE),
        (
            replies.hint_message(
                Hint(Reason.UNKNOWN_COMMAND, "weather"), article(), in_group=False
            ),
            "/weather",
        ),
        (replies.hint_message(Hint(Reason.NO_TEXT), None, in_group=False), texts.NO_TEXT),
        (replies.hint_message(Hint(Reason.TOO_LONG), None, in_group=False), "1,000 characters"),
    ],
)
def test_other_messages_say_what_to_do(message: Html, piece: str) -> None:
    assert piece in read(message).text


def test_no_text_has_markup_or_an_unknown_placeholder() -> None:
    own = {
        name: text
        for name, text in vars(texts).items()
        if name.isupper() and isinstance(text, str | texts.Plural)
    }
    assert len(own) > 30
    for name, text in own.items():
        words = text if isinstance(text, str) else f"{text.one} {text.many}"
        assert not re.search(r"[<>&]", words), name
        assert say(text, **dict.fromkeys(re.findall(r"{(\w+)}", words), 2)), name


def test_a_missing_value_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        say(texts.TOPICS)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("two\n lines", 10, "two lines"),
        ("a few more words", 10, "a few…"),
        ("unbroken-for-ever", 10, "unbroken-…"),
    ],
)
def test_names_are_cut_at_words(text: str, limit: int, expected: str) -> None:
    assert clipped(text, limit) == expected


anything = st.text(max_size=400) | st.text("<>&\"'/ab ;#x\n\u2028\ud83d🕊", max_size=400)
urls = anything | anything.map("https://news.example/{}".format)


@settings(max_examples=300, deadline=None)
@given(text=anything, words=anything, title=anything, url=urls, data=st.data())
def test_nothing_that_anybody_writes_breaks_the_markup(
    text: str, words: str, title: str, url: str, data: st.DataObject
) -> None:
    whole = f"{words}\n{text}x"
    start, end = len(words) + 1, len(whole)
    span = st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))
    highlights = tuple(data.draw(st.lists(span, max_size=4)))
    heading = (0, len(words))
    of = Article(
        "id",
        whole,
        title,
        words,
        url,
        words,
        passages=(Passage(start, end, (Sentence(start, end),), heading if words else None),),
        topics=(Topic("t", title),),
    )
    found = Quote(of, 0, start, end, words, 1.0, highlights)
    shown = [
        replies.answer_message(answered(found, found, verdict=Verdict.RELATED)),
        replies.silence_message(of),
        replies.article_message(of, opening=texts.NOW_ASKING),
        replies.start_message(of, "bot", in_group=True),
        replies.help_message(of, "bot", in_group=False),
        replies.articles_message([Entry(words, title, text, url)] * 9, more=1, words=text),
        replies.hint_message(Hint(Reason.UNKNOWN_COMMAND, words), of, in_group=True),
        replies.no_such_article_message(words),
    ]
    for message in shown:
        formatted = format_text(message.source, "HTML")
        assert message.fits()
        assert formatted.length <= message.length
    assert shown_plainly(of.text[start:end]) in format_text(shown[0].source, "HTML").text


def shown_plainly(text: str) -> str:
    """A text as Telegram shows it on one line, without any markup."""
    line = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return format_text(line.encode("utf-8", "replace").decode()).text.strip()
