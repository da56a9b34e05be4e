"""Pages in HTML: real ones, spoilt ones, and tag soup."""

from __future__ import annotations

from hypothesis import strategies as st

_TAGS = (
    *("p", "h1", "h2", "div", "article", "section", "ul", "li", "table", "tr", "td", "b", "a", "i"),
    *("blockquote", "figure", "figcaption", "script", "style", "template", "title", "meta", "svg"),
    *(
        "noscript",
        "form",
        "input",
        "iframe",
        "br",
        "pre",
        "main",
        "time",
        "math",
        "xmp",
        "plaintext",
    ),
)
_ATTRIBUTES = (
    "",
    ' class="article-body"',
    ' href="javascript:alert(1)"',
    ' property="og:title" content="Truce &amp; &#x0; talks"',
    ' charset="utf-7"',
    ' http-equiv="refresh" content="0;url=//elsewhere"',
    ' datetime="2019-13-45"',
    ' type="password"',
    " style='display:none",
    ' lang="ar" dir="rtl"',
)
_SENTENCES = (
    "The ministry said on Friday that 14 people were hurt when the bridge fell in Riverton. ",
    "“We will rebuild it,” said the mayor, Anna Holt. “We must.” ",
    "Schools stay closed until Monday & buses run hourly. ",
    "x",
    "&lt;b&gt;not bold&lt;/b&gt; &#128512; &bogus; &#xD800; ",
    "第三座桥昨天倒塌。",
    "]]>",
    "<!--",
    "<![CDATA[",
    "\u202eesrever\u202c \u0000\ufeff\u2028",
)


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A page of some sentences and some soup, in some encoding."""
    text = draw(
        st.recursive(
            st.sampled_from(_SENTENCES) | st.text(max_size=30),
            lambda inner: st.builds(
                _element,
                st.sampled_from(_TAGS),
                st.sampled_from(_ATTRIBUTES),
                st.lists(inner, max_size=6),
                is_closed=st.booleans(),
            ),
            max_leaves=25,
        )
    )
    body = draw(st.sampled_from([_SENTENCES[0] * 4, "", _SENTENCES[1] * 3]))
    page = f"<!doctype html><html><head><title>Bridge</title></head><body><p>{body}</p>{text}"
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "latin-1", "cp1256", "shift_jis"]))
    made = page.encode(encoding, "replace")
    cut = draw(st.integers(0, len(made))) if draw(st.integers(0, 4)) == 0 else len(made)
    return made[:cut]


def _element(tag: str, attributes: str, inner: list[str], *, is_closed: bool) -> str:
    return f"<{tag}{attributes}>{''.join(inner)}" + (f"</{tag}>" if is_closed else "")
