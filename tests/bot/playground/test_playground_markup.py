"""Telegram's HTML, as the local Bot API reads it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground import utf16
from bot.playground.markup import format_text
from bot.playground.refusals import RefusedError

HALF_A_PAIR = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)
PREFIX = "Bad Request: can't parse entities: "


def entities_of(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text and, for each entity, its type and the words that it covers."""
    formatted = format_text(html, "HTML")
    units = formatted.text.encode("utf-16-le")
    return formatted.text, [
        (
            entity["type"],
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                "utf-16-le"
            ),
        )
        for entity in formatted.entities
    ]


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", "ab")]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u> <ins>b</ins>", "a b", [("underline", "a"), ("underline", "b")]),
        (
            "<s>a</s> <strike>b</strike> <del>c</del>",
            "a b c",
            [("strikethrough", "a"), ("strikethrough", "b"), ("strikethrough", "c")],
        ),
        (
            '<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>',
            "a b",
            [("spoiler", "a"), ("spoiler", "b")],
        ),
        ('<a href="https://a.example/x">a</a>', "a", [("text_link", "a")]),
        ("<a href=https.example>a</a>", "a", [("text_link", "a")]),
        ('<a href="tg://user?id=7">a</a>', "a", [("text_mention", "a")]),
        ("<a>https://a.example/x</a>", "https://a.example/x", [("text_link", "https://a.example/x")]),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", [("custom_emoji", "👍")]),
        ("<code>a</code>", "a", [("code", "a")]),
        ("<pre>a</pre>", "a", [("pre", "a")]),
        ('<pre><code class="language-python">a</code></pre>', "a", [("pre", "a")]),
        ("<pre><code>a</code></pre>", "a", [("pre", "a")]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", "a")]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", "a")]),
        ('<blockquote expandable="">a</blockquote>', "a", [("expandable_blockquote", "a")]),
        ("<B>a</b >", "a", [("bold", "a")]),
        ("<b>a</>", "a", [("bold", "a")]),
        ("<b id='x' title=y>a</b>", "a", [("bold", "a")]),
        ("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")]),
        ("<blockquote>a <b>b</b></blockquote>", "a b", [("blockquote", "a b"), ("bold", "b")]),
        ("😀<b>😀é</b>", "😀😀é", [("bold", "😀é")]),
        ("&lt;&gt;&amp;&quot;", '<>&"', []),
        ("&lt &#65; &#x41;", "< A A", []),
        ("&nbsp;&#0;&#1114112;&#123456789;&", "&nbsp;&#0;&#1114112;&#123456789;&", []),
        ('<a href="https://a.example/?x=1&amp;y=2">a</a>', "a", [("text_link", "a")]),
        ("  <b>a  </b>\n\n", "  a", [("bold", "a")]),
        ("\n \n a", " a", []),
        ("a<b> </b>b", "a b", []),
        ("a\tb\x01c\rd\u202ee", "a b cde", []),
        ("<b></b>a", "a", []),
        ("/ask @quote_bot #news", "/ask @quote_bot #news", [
            ("bot_command", "/ask"), ("mention", "@quote_bot"), ("hashtag", "#news"),
        ]),
        ("<code>/ask</code> <b>/ask</b>", "/ask /ask", [
            ("code", "/ask"), ("bold", "/ask"), ("bot_command", "/ask"),
        ]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(
    html: str, text: str, entities: list[tuple[str, str]]
) -> None:
    assert entities_of(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("😀a < b", 'Unsupported start tag "" at byte offset 6'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x"', "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        (
            "<b>a</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            HALF_A_PAIR,
        ),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        format_text(html, "HTML")
    assert refused.value.description == PREFIX + reason
    assert refused.value.code == 400


@pytest.mark.parametrize(
    ("text", "parse_mode", "reason"),
    [
        ("a", "Markdown", "unsupported parse_mode"),
        ("a" * 32_769, "", "text is too long"),
        ("\ud800", "", "strings must be encoded in UTF-8"),
    ],
)
def test_other_refusals_of_text(text: str, parse_mode: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=f"^Bad Request: {reason}$"):
        format_text(text, parse_mode)


@pytest.mark.parametrize(
    ("html", "note"),
    [
        ("<code>a <b>b</b></code>", "a bold inside a code was dropped"),
        (
            "<blockquote>a <blockquote>b</blockquote></blockquote>",
            "a blockquote inside a blockquote was dropped",
        ),
        ('<a href="nothing">a</a>', "the link 'nothing' was dropped: Wrong HTTP URL"),
        (
            '<a href="javascript:x.y()">a</a>',
            "the link 'javascript:x.y()' was dropped: Wrong HTTP URL",
        ),
        ("<b>a</b> " * 101, "only 100 of 101 entities were kept"),
    ],
)
def test_what_is_dropped_in_silence_is_noted(html: str, note: str) -> None:
    assert format_text(html, "HTML").notes == [note]


def test_at_most_a_hundred_entities_are_kept() -> None:
    assert len(format_text("<b>a</b> " * 150, "HTML").entities) == 100


def test_the_details_of_an_entity_are_kept() -> None:
    formatted = format_text(
        '<a href="HTTPS://Example.ORG#:~:text=a%20b">a</a>'
        '<pre><code class="language-python">b</code></pre>',
        "html",
    )
    assert formatted.entities == [
        {
            "type": "text_link",
            "offset": 0,
            "length": 1,
            "url": "https://example.org/#:~:text=a%20b",
        },
        {"type": "pre", "offset": 1, "length": 1, "language": "python"},
    ]


def test_given_entities_are_taken_and_those_telegram_finds_are_not_doubled() -> None:
    given = [
        {"type": "bold", "offset": 2, "length": 4},
        {"type": "bot_command", "offset": 0, "length": 1},
        {"type": "italic", "offset": -1, "length": 2},
    ]
    formatted = format_text("😀/ask", given=given)
    assert formatted.entities == [
        {"type": "bold", "offset": 2, "length": 4},
        {"type": "bot_command", "offset": 2, "length": 4},
    ]


@pytest.mark.parametrize(
    "given_entity", ["bold", {"offset": 0, "type": "bold"}, {"offset": 0, "length": 1}]
)
def test_an_unfit_given_entity_is_refused(given_entity: object) -> None:
    with pytest.raises(RefusedError, match="can't parse MessageEntity"):
        format_text("a", given=[given_entity])


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/&;#ab =\"'b \n😀é") | st.characters(codec="utf-8")))
def test_any_html_is_read_or_refused(html: str) -> None:
    try:
        formatted = format_text(html, "HTML")
    except RefusedError:
        return
    for entity in formatted.entities:
        assert entity["offset"] >= 0
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16.length(formatted.text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    dropped = str.maketrans("", "", "\u0333\u033f\u030a")
    assert format_text(f".{escaped}.", "HTML").text == f".{text}.".translate(dropped)
