"""The catalogues: complete, sound, and the only way to a person for the bot's own words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot import texts
from bot.language import ENGLISH, LANGUAGES, day, number, speaking, spoken, translated
from bot.locales import FOLDER, catalogue
from bot.locales import __main__ as updating
from bot.locales.messages import messages, places
from bot.markup import Html, bold, in_a_row, plain
from bot.playground.limits import MAX_COMMAND_DESCRIPTION_CHARACTERS
from bot.texts import Plural, label, say

if TYPE_CHECKING:
    from collections.abc import Iterator


OTHERS = [language for language in LANGUAGES if language != ENGLISH]
LONGEST_ALERT = 200
LONGEST_INLINE_BUTTON = 64
FSI, PDI = "\u2068", "\u2069"


def known(language: str) -> Catalog:
    catalog = updating.read(catalogue(language), language)
    assert catalog is not None
    return catalog


def forms(catalog: Catalog) -> Iterator[tuple[str, str, bool]]:
    """Every translation with its English text, and whether it depends on a number."""
    for message in catalog:
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, str(message.string), False
        else:
            for form in message.string or ():
                yield message.id[1], form, True


# The catalogues


def test_there_is_a_catalogue_for_every_language_and_for_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.po")} == set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_lacks_a_translation_and_none_is_left_over(language: str) -> None:
    catalog = known(language)
    assert updating.untranslated(catalog) == []
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    assert list(catalog.obsolete) == []
    as_it_should_be = updating.written(updating.updated(catalog, language))
    assert catalogue(language).read_bytes() == as_it_should_be, "run: python -m bot.locales"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_things(language: str) -> None:
    for english, form, is_plural in forms(known(language)):
        expected, found = Counter(places(english)), Counter(places(form))
        assert form.count("{") == form.count("}") == found.total(), form
        if is_plural:  # "One word", "two words" may be said without a figure.
            expected.pop("count")
            found.pop("count", None)
        assert found == expected, (english, form)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_plain_text_as_tidy_as_the_english(language: str) -> None:
    for english, form, _ in forms(known(language)):
        assert not re.search(r"[<>&]", form), form
        assert form == form.strip(), form
        assert "  " not in form, form
        assert form.count(FSI) == form.count(PDI), form
        ends = [text[-1:] for text in (english, form)]
        assert (ends[0] in ".?…:") == (ends[1] in ".?…:؟"), (english, form)


@pytest.mark.parametrize("language", OTHERS)
def test_every_number_has_its_form(language: str) -> None:
    assert known(language).plural_forms == get_plural(language).plural_forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_little_room_fits(language: str) -> None:
    with speaking(language):
        for name, text in vars(texts).items():
            if name.startswith("MENU_"):
                assert len(label(text)) <= MAX_COMMAND_DESCRIPTION_CHARACTERS / 2
            if name.startswith("INLINE_"):
                assert len(label(text)) <= LONGEST_INLINE_BUTTON
            if isinstance(text, str) and name.isupper() and not places(text):
                assert len(label(text)) <= max(LONGEST_ALERT, 2 * len(text))


def test_an_update_keeps_translations_adds_what_is_new_and_drops_what_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Catalog(locale="de")
    before.add("Old.", "Alt.")
    before.add("Gone.", "Weg.")
    counted = ("{count} day", "{count} days")
    there_are = {"Old.": ["texts.OLD"], "New {x}.": ["texts.NEW"], counted: ["texts.DAYS"]}
    monkeypatch.setattr(updating, "messages", lambda: there_are)
    after = updating.updated(before, "de")
    assert [message.id for message in after if message.id] == list(there_are)
    assert updating.untranslated(after) == ["New {x}.", "{count} day"]
    again = read_po(BytesIO(updating.written(after)), locale="de")
    kept = again.get("Old.")
    assert kept is not None
    assert kept.string == "Alt."
    assert updating.written(again) == updating.written(after)


# The languages


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1 word", "2 words", "5 words", "11 words", "1,234 words"]),
        ("de", ["1 Wort", "2 Wörter", "5 Wörter", "11 Wörter", "1.234 Wörter"]),
        ("fr", ["1 mot", "2 mots", "5 mots", "11 mots", "1 234 mots"]),
        ("es", ["1 palabra", "2 palabras", "5 palabras", "11 palabras", "1.234 palabras"]),
        ("ru", ["1 слово", "2 слова", "5 слов", "11 слов", "1 234 слова"]),
        ("tr", ["1 sözcük", "2 sözcük", "5 sözcük", "11 sözcük", "1.234 sözcük"]),
        (
            "ar",
            [
                "كلمة واحدة",
                "كلمتان",
                f"{FSI}5{PDI} كلمات",
                f"{FSI}11{PDI} كلمة",
                f"{FSI}1,234{PDI} كلمة",
            ],
        ),
    ],
)
def test_numbers_go_by_the_rules_of_the_language(language: str, expected: list[str]) -> None:
    with speaking(language):
        shown = [label(texts.WORDS, count=count) for count in (1, 2, 5, 11, 1234)]
    assert [re.sub(r"\s", " ", words) for words in shown] == expected


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "2 March 2026", "2 Mar 2026"),
        ("de", "2. März 2026", "02.03.2026"),
        ("fr", "2 mars 2026", "2 mars 2026"),
        ("ru", "2 марта 2026 г.", "2 мар. 2026 г."),
        ("tr", "2 Mart 2026", "2 Mar 2026"),
        ("es", "2 de marzo de 2026", "2 mar 2026"),
        ("ar", "2 مارس 2026", "02\u200f/03\u200f/2026"),
    ],
)
def test_days_are_written_as_in_the_language(language: str, long: str, short: str) -> None:
    with speaking(language):
        assert re.sub(r"\s", " ", day("2026-03-02")) == long
        assert re.sub(r"\s", " ", day("2026-03-02", is_short=True)) == short
        assert day("last spring") == "last spring"


def test_a_language_is_spoken_for_a_while_only() -> None:
    with speaking("de"):
        assert spoken() == "de"
        with speaking("ru"):
            assert number(12345) == "12\xa0345"
        assert number(12345) == "12.345"
    assert spoken() == ENGLISH


def test_what_is_not_in_the_catalogue_stays_as_it_is() -> None:
    with speaking("de"):
        assert translated("No such text.") == "No such text."
        assert translated("") == ""
        assert label("") == ""


# Right to left


@pytest.mark.parametrize(
    ("language", "source", "shown"),
    [
        ("en", "Gazette", "Source: Gazette"),
        ("en", "الجزيرة", f"Source: {FSI}الجزيرة{PDI}"),
        ("en", "2019", "Source: 2019"),
        ("ar", "Gazette", f"المصدر: {FSI}Gazette{PDI}"),
        ("ar", "الجزيرة", "المصدر: الجزيرة"),
        ("ar", "الجزيرة 24", f"المصدر: {FSI}الجزيرة 24{PDI}"),
    ],
)
def test_what_runs_the_other_way_is_kept_apart(language: str, source: str, shown: str) -> None:
    with speaking(language):
        assert label(texts.SOURCE, source=source) == shown


def test_a_line_that_begins_with_a_command_runs_as_the_language_does() -> None:
    with speaking("ar"):
        shown = label(texts.HELP_COMMAND, command="/truce", use="Truce terms")
    assert shown == f"\u200f{FSI}/truce{PDI}: {FSI}Truce terms{PDI}"
    assert label(texts.HELP_COMMAND, command="/truce", use="Terms") == "/truce: Terms"


def test_markup_is_kept_apart_by_what_it_shows() -> None:
    with speaking("ar"):
        assert FSI not in say(texts.SOURCE, source=bold(plain("الجزيرة"))).source
        shown = say(texts.SOURCE, source=bold(plain("<b>")))
    assert shown.source == f"المصدر: {FSI}<b>&lt;b&gt;</b>{PDI}"
    assert shown.length == len("المصدر: ") + 5


def test_what_stands_in_a_row_stays_in_order_where_some_runs_to_the_left() -> None:
    pieces = [plain("Reuters"), Html(), plain("2019")]
    assert in_a_row(pieces).source == "Reuters · 2019"
    mixed = in_a_row([*pieces, plain("افتح المقال")]).source
    assert mixed == f"Reuters · {FSI}2019{PDI} · {FSI}افتح المقال{PDI}"
    assert in_a_row([]) == Html()


# The only way


ROOT = Path(texts.__file__).parent
ON_TELEGRAM = sorted(
    path
    for path in (*ROOT.glob("*.py"), *ROOT.glob("handlers/*.py"), ROOT / "web" / "page.py")
    if re.search(r"^(?:from|import) telegram|import texts", path.read_text("utf-8"), re.MULTILINE)
    and path.name != "texts.py"
)
DOORS = {"say", "label", "toast", "_tell", "apologise", "NotAnswered", "_where_known", "translated"}
"""What looks a text up in the language that is spoken, now or when it is shown."""

HOLDERS = {
    "administrators_press",
    "article_message",
    "NoSuchArticle",
    "TooLarge",
    "ReadingError",
    "NotAnArticle",
}
"""What takes a text along to where it is looked up."""

SHOWN = {
    "plain": (0, None),
    "InlineKeyboardButton": (0, "text"),
    "InlineQueryResultsButton": (0, "text"),
    "BotCommand": (1, "description"),
    "InputTextMessageContent": (0, "message_text"),
    "send_message": (1, "text"),
    "reply_text": (0, "text"),
    "edit_message_text": (0, "text"),
    "query.answer": (0, "text"),
    "toast": (1, "text"),
    "_tell": (1, "text"),
    "administrators_press": (1, "refusal"),
    **dict.fromkeys(("ReadingError", "NotAnArticle", "TooLarge", "NotAnswered"), (0, None)),
}
"""Calls that bring words before a person, with the place and the name of the words."""


def name_of(call: ast.Call) -> str:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return getattr(function, "id", "")
    # Questions are answered too, but not with words of the bot's own.
    owner = getattr(function.value, "id", "")
    return f"{owner}.answer" if function.attr == "answer" else function.attr


def is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "texts"
        and node.attr.isupper()
    )


def choices(node: ast.AST) -> list[ast.AST]:
    """What an expression comes to, one of these."""
    if isinstance(node, ast.IfExp):
        return [*choices(node.body), *choices(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [choice for value in node.values for choice in choices(value)]
    return [node]


def with_its_call(tree: ast.AST, call: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Every node with the name of the innermost call that it is an argument of."""
    inner = "" if isinstance(tree, ast.stmt) else call
    for node in ast.iter_child_nodes(tree):
        is_argument = isinstance(tree, ast.Call) and node is not tree.func
        taker = name_of(tree) if is_argument and isinstance(tree, ast.Call) else inner
        yield node, taker
        yield from with_its_call(node, taker)


def written_words(node: ast.AST | None) -> list[str]:
    """The words of a language that a piece of program shows as they are written in it."""
    if node is None:
        return []
    found = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    # Commands and the name of a clock's zone are the same in all languages.
    allowed = re.compile(r"[/@](?:\w+\s?)*|UTC|[\W\d_]*")
    return [words for words in found if not allowed.fullmatch(words)]


def argument(call: ast.Call, place: int, name: str | None) -> ast.AST | None:
    if len(call.args) > place:
        return call.args[place]
    return next((one.value for one in call.keywords if one.arg == name), None)


@pytest.mark.parametrize("path", ON_TELEGRAM, ids=lambda path: path.name)
def test_words_reach_a_person_only_through_the_catalogues(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    # A text that no call takes is kept for later, or handed back: the next rule follows it.
    strays = [
        f"line {node.lineno}: texts.{node.attr} in {call}()"
        for node, call in with_its_call(tree)
        if isinstance(node, ast.Attribute) and is_text(node)
        if call not in {"", *DOORS, *HOLDERS}
    ]
    assert strays == []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in SHOWN:
            words = written_words(argument(node, *SHOWN[name_of(node)]))
            assert words == [], f"line {node.lineno}"


@pytest.mark.parametrize("path", ON_TELEGRAM, ids=lambda path: path.name)
def test_a_text_that_is_put_aside_goes_through_the_catalogues_later(path: Path) -> None:
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        kept = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and any(map(is_text, choices(node.value)))
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node, call in with_its_call(function):
            if isinstance(node, ast.Name) and node.id in kept and isinstance(node.ctx, ast.Load):
                assert call in {"", *DOORS}, f"line {node.lineno}: {node.id} in {call}()"


def test_every_text_is_said_somewhere() -> None:
    program = "\n".join(path.read_text("utf-8") for path in ON_TELEGRAM)
    unsaid = [
        name
        for names in messages().values()
        for name in names
        if name.startswith("bot.texts.")
        and not re.search(rf"\btexts\.{name.rpartition('.')[2]}\b", program)
    ]
    assert unsaid == []


def test_the_texts_of_numbers_are_told_by_their_kind() -> None:
    plurals = [text for text in messages() if not isinstance(text, str)]
    assert (texts.WORDS.one, texts.WORDS.many) in plurals
    assert all("{count}" in many for _, many in plurals)
    assert isinstance(texts.WORDS, Plural)
