"""Telegram's HTML: what it means, what is refused, and what is dropped without a word."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.playground import fields, utf16
from bot.playground.entities import LINK_SCHEMES, Entity, as_json, check_link, detect
from bot.playground.limits import MAX_ENTITIES, MAX_MARKED_UP_TEXT_BYTES
from bot.playground.refusals import bad_request

_SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = frozenset(_SIMPLE_TAGS) | {"a", "blockquote", "code", "pre", "tg-emoji"}
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_SPACE = " \t\r\n\v"
_SPECIAL = re.compile("[<&]")
_CHARACTER_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<number>[0-9]+)|(?P<name>[a-zA-Z]+));?"
)
_LONGEST_NUMBER = 8
_TAG_NAME = re.compile(rf"[^{_SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACE}>=]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = re.compile(rf"[{_SPACE}]*")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")

_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_LEADING_BLANK_LINES = re.compile(r"\s*\n")

_BLOCKQUOTES = frozenset({"blockquote", "expandable_blockquote"})
_CODE = frozenset({"pre", "code"})
_MERGED = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
#: Nothing is looked for inside these, since what they cover already has a meaning.
_OPAQUE = _CODE | {"text_link", "text_mention", "custom_emoji"}
_GIVEN = _MERGED | _BLOCKQUOTES | _OPAQUE
#: Which of two entities over the same characters comes first.
_ORDER = {"blockquote": 0, "expandable_blockquote": 0, "pre": 1}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text as it stands in a message.

    Args:
        text: The characters.
        entities: The entities in the Bot API's form, in order.
        notes: What Telegram took away without refusing the message, a sentence each.

    """

    text: str
    entities: list[dict[str, Any]]
    notes: list[str]

    @property
    def length(self) -> int:
        """How many UTF-16 units the text takes."""
        return utf16.length(self.text)


def format_text(text: str, parse_mode: str = "", given: Any = None) -> FormattedText:
    """Turn the text and formatting of a call into what stands in the message.

    Args:
        text: The text as sent.
        parse_mode: "HTML", or "" for none, in any case of letters.
        given: The call's `entities`, already decoded from JSON; ignored with a parse mode.

    Raises:
        RefusedError: Telegram would not take the text's markup.

    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_MARKED_UP_TEXT_BYTES:
        raise bad_request("text is too long")
    _check_unicode(text, "strings must be encoded in UTF-8")
    notes: list[str] = []
    if parse_mode and parse_mode.lower() != "none":
        if parse_mode.lower() != "html":
            # Markdown is left out: the bot writes HTML, and a second dialect half done misleads.
            raise bad_request("unsupported parse_mode")
        text, entities = parse_html(text, notes)
    else:
        entities = _given_entities(text, given, notes)
    text, entities = _trim(*_clean(text, entities))
    entities = _settle(text, entities, notes)
    opaque = [entity for entity in entities if entity.type in _OPAQUE]
    entities += [
        found for found in detect(text) if not any(_overlap(found, outer) for outer in opaque)
    ]
    entities.sort(key=_place)
    if len(entities) > MAX_ENTITIES:
        notes.append(f"only {MAX_ENTITIES} of {len(entities)} entities were kept")
        del entities[MAX_ENTITIES:]
    return FormattedText(text, as_json(text, entities), notes)


def parse_html(source: str, notes: list[str]) -> tuple[str, list[Entity]]:
    """Read Telegram's HTML.

    Args:
        source: The text with tags.
        notes: Where to add a sentence for each thing dropped without a refusal.

    Returns:
        The bare text and its entities, in the order in which their tags end.

    Raises:
        RefusedError: "can't parse entities: …" with Telegram's reason; offsets are in bytes.

    """
    return _HTMLReader(source, notes).read()


@dataclass(slots=True)
class _OpenTag:
    name: str
    start: int
    argument: str = ""


@dataclass(slots=True)
class _HTMLReader:
    source: str
    notes: list[str]
    position: int = 0
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Entity] = field(default_factory=list)
    open_tags: list[_OpenTag] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while special := _SPECIAL.search(self.source, self.position):
            self._add(self.source[self.position : special.start()])
            self.position = special.start()
            if special.group() == "&":
                self._add(self._character())
            elif self.source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        self._add(self.source[self.position :])
        if self.open_tags:
            name = self.open_tags[-1].name
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self.pieces)
        _check_unicode(
            text,
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML "
            "entities, check for unmatched surrogate code units",
        )
        plain = [
            replace(entity, extra={}) if entity.type == "code" else entity
            for entity in self.entities
        ]
        return text, plain

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        if match is None:  # pragma: no cover - every pattern used here matches the empty string
            return ""
        self.position = match.end()
        return match.group()

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _character(self) -> str:
        match = _CHARACTER_REFERENCE.match(self.source, self.position)
        decoded = _decoded(match) if match else ""
        if match is None or not decoded:
            self.position += 1
            return "&"
        self.position = match.end()
        return decoded

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        name = self._match(_TAG_NAME).lower()
        if not self._peek():
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if name not in _TAGS:
            where = self._bytes(begin)
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
        tag = _OpenTag(name, self.length)
        self._match(_SPACES)
        while self._peek() != ">":
            self._attribute(tag, begin)
            self._match(_SPACES)
        self.position += 1
        if name == "span" and tag.argument != "spoiler":
            where = self._bytes(begin)
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open_tags.append(tag)

    def _attribute(self, tag: _OpenTag, begin: int) -> None:
        where = self._bytes(begin)
        name = self._match(_ATTRIBUTE_NAME)
        if not name:
            raise _cannot_parse(
                f'Empty attribute name in the tag "{tag.name}" at byte offset {where}'
            )
        self._match(_SPACES)
        value = ""
        if self._peek() == "=":
            self.position += 1
            self._match(_SPACES)
            value = self._attribute_value(tag, begin)
        if not self._peek():
            raise _cannot_parse(f'Unclosed start tag "{tag.name}" at byte offset {where}')
        if tag.name == "blockquote" and name == "expandable":
            tag.argument = "expandable"
        elif (tag.name, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
            tag.argument = value
        elif (tag.name, name) == ("code", "class") and value.startswith("language-"):
            tag.argument = value.removeprefix("language-")
        elif (tag.name, name) == ("span", "class") and value.startswith("tg-"):
            tag.argument = value.removeprefix("tg-")

    def _attribute_value(self, tag: _OpenTag, begin: int) -> str:
        quote = self._peek()
        if not quote:
            where = self._bytes(begin)
            raise _cannot_parse(f'Unclosed start tag "{tag.name}" at byte offset {where}')
        if quote not in "'\"":
            token_begin = self.position
            value = self._match(_NAME_TOKEN).lower()
            if self._peek() not in {*_SPACE, ">", ""}:
                where = self._bytes(token_begin)
                raise _cannot_parse(f"Unexpected end of name token at byte offset {where}")
            return value
        self.position += 1
        value = ""
        while (character := self._peek()) not in {quote, ""}:
            if character == "&":
                value += self._character()
            else:
                value += character
                self.position += 1
        self.position += 1
        if not self._peek():
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return value

    def _end_tag(self) -> None:
        begin = self.position
        where = self._bytes(begin)
        if not self.open_tags:
            raise _cannot_parse(f"Unexpected end tag at byte offset {where}")
        self.position += 2
        name = self._match(_TAG_NAME).lower()
        self._match(_SPACES)
        if self._peek() != ">":
            raise _cannot_parse(f"Unclosed end tag at byte offset {where}")
        self.position += 1
        tag = self.open_tags.pop()
        if name and name != tag.name:
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", '
                f'found "</{name}>"'
            )
        if self.length > tag.start:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        start, end = tag.start, self.length
        if tag.name in _SIMPLE_TAGS:
            self.entities.append(Entity(_SIMPLE_TAGS[tag.name], start, end))
        elif tag.name == "blockquote":
            kind = "expandable_blockquote" if tag.argument else "blockquote"
            self.entities.append(Entity(kind, start, end))
        elif tag.name == "tg-emoji":
            if not tag.argument.isdecimal() or not 0 < int(tag.argument) < 1 << 63:
                raise _cannot_parse("Invalid custom emoji identifier specified")
            extra = {"custom_emoji_id": tag.argument}
            self.entities.append(Entity("custom_emoji", start, end, extra))
        elif tag.name == "a":
            self._close_link(tag, end)
        else:
            self._close_code(tag, end)

    def _close_link(self, tag: _OpenTag, end: int) -> None:
        url = tag.argument or "".join(self.pieces)[tag.start : end]
        if user := _USER_LINK.fullmatch(url):
            extra: dict[str, Any] = {"user": {"id": int(user[1])}}
            self.entities.append(Entity("text_mention", tag.start, end, extra))
            return
        try:
            link = check_link(url, LINK_SCHEMES)
        except ValueError as reason:
            self.notes.append(f"the link {url!r} was dropped: {reason}")
            return
        self.entities.append(Entity("text_link", tag.start, end, {"url": link}))

    def _close_code(self, tag: _OpenTag, end: int) -> None:
        inner = self.entities[-1] if self.entities else None
        other = "code" if tag.name == "pre" else "pre"
        if inner and (inner.type, inner.start, inner.end) == (other, tag.start, end):
            language = inner.extra.get("language") or tag.argument
            if language:
                self.entities[-1] = Entity("pre", tag.start, end, {"language": language})
                return
        extra = {"language": tag.argument} if tag.argument else {}
        self.entities.append(Entity(tag.name, tag.start, end, extra))


def _cannot_parse(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _check_unicode(text: str, reason: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request(reason) from None


def _decoded(match: re.Match[str]) -> str:
    if name := match["name"]:
        return _NAMED_CHARACTERS.get(name, "")
    digits = match["hex"] or match["number"]
    if len(digits) > _LONGEST_NUMBER:
        return ""
    code = int(digits, 16 if match["hex"] else 10)
    return chr(code) if 0 < code < 0x10FFFF else ""


def _given_entities(text: str, given: Any, notes: list[str]) -> list[Entity]:
    """Read a call's own list of entities; the ones that Telegram finds by itself are skipped."""
    entities = []
    for item in given if isinstance(given, list) else []:
        try:
            entity = _given_entity(text, fields.an_object(item), notes)
        except ValueError as reason:
            raise bad_request(f"can't parse MessageEntity: {reason}") from None
        if entity is not None:
            entities.append(entity)
    return entities


def _given_entity(text: str, item: dict[str, Any], notes: list[str]) -> Entity | None:
    offset = fields.required_integer(item, "offset")
    length = fields.required_integer(item, "length")
    kind = fields.required_string(item, "type")
    if not kind:
        raise fields.UnfitFieldError("Type is not specified")
    extra: dict[str, Any] = {}
    if kind == "text_link":
        try:
            extra["url"] = check_link(fields.required_string(item, "url"), LINK_SCHEMES)
        except ValueError as reason:
            notes.append(f"a link was dropped: {reason}")
            return None
    elif kind == "text_mention":
        user = fields.required_object(item, "user")
        extra["user"] = {"id": fields.required_integer(user, "id")}
    elif kind == "custom_emoji":
        extra["custom_emoji_id"] = fields.required_string(item, "custom_emoji_id")
    elif kind == "pre" and fields.string(item, "language"):
        extra["language"] = fields.string(item, "language")
    start, end = utf16.index_at(text, offset), utf16.index_at(text, offset + length)
    if kind not in _GIVEN or offset < 0 or start >= end:
        return None
    return Entity(kind, start, end, extra)


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Blank control characters and drop those that Telegram never keeps."""
    text = _BLANKED.sub(" ", text)
    cuts = [match.start() for match in _DROPPED.finditer(text)]
    if not cuts:
        return text, entities

    def moved(index: int) -> int:
        return index - bisect_left(cuts, index)

    moved_entities = [
        replace(entity, start=moved(entity.start), end=moved(entity.end)) for entity in entities
    ]
    return _DROPPED.sub("", text), moved_entities


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Take away blank lines at the start and white space at the end."""
    stripped = text.rstrip()
    match = _LEADING_BLANK_LINES.match(stripped)
    cut = match.end() if match else 0
    stripped = stripped[cut:]
    if stripped == text:
        return text, entities
    size = len(stripped)
    clipped = [
        replace(entity, start=max(0, entity.start - cut), end=min(size, entity.end - cut))
        for entity in entities
    ]
    return stripped, [entity for entity in clipped if entity.start < entity.end]


def _settle(text: str, entities: list[Entity], notes: list[str]) -> list[Entity]:
    """Apply the rules of nesting, as Telegram does in silence."""
    inked = [entity for entity in entities if text[entity.start : entity.end].strip()]
    settled: list[Entity] = []
    codes: list[Entity] = []
    quotes: list[Entity] = []
    for entity in sorted(inked, key=_place):
        inside = [outer for outer in codes if _overlap(entity, outer)]
        if entity.type in _BLOCKQUOTES:
            inside += [outer for outer in quotes if _overlap(entity, outer)]
        if inside:
            if not {entity.type, inside[0].type} <= _CODE:
                notes.append(f"a {entity.type} inside a {inside[0].type} was dropped")
            continue
        settled.append(entity)
        if entity.type in _CODE:
            codes.append(entity)
        elif entity.type in _BLOCKQUOTES:
            quotes.append(entity)
    return _merge(settled)


def _merge(entities: Iterable[Entity]) -> list[Entity]:
    """Join neighbours and overlaps of one plain style into one."""
    merged: list[Entity] = []
    last: dict[str, int] = {}
    for entity in entities:
        index = last.get(entity.type)
        if index is not None and entity.type in _MERGED and merged[index].end >= entity.start:
            joined = merged[index]
            merged[index] = replace(joined, end=max(joined.end, entity.end))
            continue
        last[entity.type] = len(merged)
        merged.append(entity)
    return merged


def _place(entity: Entity) -> tuple[int, int, int]:
    return entity.start, -entity.end, _ORDER.get(entity.type, 2)


def _overlap(one: Entity, other: Entity) -> bool:
    return other.start < one.end and one.start < other.end
