"""Follow-ups: what a short question borrows, from which one, and for how long."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import texts
from bot.attribution import attribution, source_of
from bot.chats import Chats
from bot.conversation import QUIET, Manner, Turn, is_name, understand
from bot.followups import completed
from bot.novelty import newer_quote
from bot.wording import as_read
from index.answering import Answer, Answerer, Verdict
from index.article import Document
from index.ingestion import ingest

if TYPE_CHECKING:
    from pathlib import Path

    from bot.playground.objects import Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

CIVILIANS = "How many civilians were killed?"
FIGHTERS = "two thousand combatants"
OFF_TOPIC = "Which recipe for pancakes is best?"

ARTICLE = ingest(
    Document(
        "The Bank of Arran cut 40 jobs in Westport on Monday, the union says. "
        "Eleven people protested. "
        'According to the police, "nobody was hurt", and all went home by noon.',
        title="Jobs",
        language="en",
    )
)


def shown(message: Message) -> str:
    """What was understood, as it is shown in small print."""
    units = (message.text or "").encode("utf-16-le")
    small = [
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.entities
        if one["type"] == "italic"
    ]
    before, _, question = small[-1].partition(": ") if small else ("", "", "")
    assert not small or (before == "Understood as" and message.words.endswith(small[-1]))
    return question


# What is borrowed


@pytest.mark.parametrize(
    ("before", "asked", "complete"),
    [
        # another thing of the same kind
        (CIVILIANS, "and fighters?", "how many fighters were killed?"),
        (CIVILIANS, "what about soldiers", "how many soldiers were killed?"),
        (CIVILIANS, "& the wounded?", "how many people were wounded?"),
        ("how many homes were destroyed?", "and schools and mosques?", None),
        ("did the army enter the city?", "and the police?", "did the police enter the city?"),
        ("does the bank deny it?", "and the ministers?", "do the ministers deny it?"),
        ("is the bridge open?", "and the tunnel?", "is the tunnel open?"),
        ("who announced the truce?", "and the strike?", "who announced the strike?"),
        ("what did Merkel say about Greece?", "and Sarkozy?", None),
        ("what did the mayor say about taxes?", "and schools?", None),
        ("what happened to Corvia's shares?", "and Aldane's?", "what happened to Aldane's shares?"),
        # another place or time
        ("how many were arrested in Paris?", "and in Lyon?", "how many were arrested in Lyon?"),
        ("what happened on friday?", "and on saturday?", "what happened on saturday?"),
        ("how many died since april?", "and in 2011?", "how many died in 2011?"),
        ("how many cases are there?", "in hospital?", "how many cases are there in hospital?"),
        # another question about the same
        ("who announced the truce?", "when?", "when was the truce announced?"),
        ("who controls Idlib?", "since when?", "since when is it that someone controls Idlib?"),
        ("when did the talks begin?", "with whom?", "with whom did the talks begin?"),
        (
            "until when would we invest that?",
            "and the bank?",
            "until when would the bank invest that?",
        ),
        ("can people return home?", "when?", "when can people return home?"),
        ("how much money did the bank lose?", "why?", "why did the bank lose money?"),
        ("what did HTS warn", "when exactly?", "when exactly did HTS warn that?"),
        ("what happened in Idlib?", "when?", "when did it happen in Idlib?"),
        ("why did the mayor resign?", "when was that?", "when did the mayor resign?"),
        ("which team won?", "where?", "where was it that the team won?"),
        ("tell me about the displaced", "how many?", "how many displaced?"),
        ("truce conditions", "when?", "truce conditions – when?"),
        # a pronoun
        ("how high is the dam?", "how old is it?", "how old is the dam?"),
        ("who is Jolani?", "where is he now?", "where is Jolani now?"),
        ("who leads HTS?", "what did he say?", "what did the one who leads HTS say?"),
        ("how many miners were rescued?", "how did they survive?", None),
        ("was HTS part of al qaeda", "and its leader?", "who is the leader of HTS?"),
        ("how many combatants were killed", "how many of them were loyalists?", None),
        ("what are the terms of the truce?", "who announced it?", "who announced the truce?"),
        ("when was the ship due in Velby?", "where did it strike?", "where did the ship strike?"),
        ("how many residents does idlib have?", "who controls it?", "who controls idlib?"),
        ("what is Keep Elde Clean?", "who started it?", "who started Keep Elde Clean?"),
        # a word too few
        ("when did it happen to the ferry?", "how many injured?", "how many injured in the ferry?"),
        ("how many jobs are lost?", "and how much money?", "how much money are lost?"),
        ("how many people died in 2011?", "how many fled?", "how many people fled?"),
        ("how much fuel could leak?", "why?", "why could fuel leak?"),
        ("when was the ship built?", "and last inspected?", "when was the ship last inspected?"),
        ("how much will the dam cost", "who pays?", "who pays for the dam?"),
        ("why did the war start?", "how many dead?", "how many dead in the war?"),
        ("who proposed the truce?", "and what are the terms?", "what are the terms of the truce?"),
    ],
)
def test_a_short_question_is_completed(before: str, asked: str, complete: str | None) -> None:
    found = completed(asked, before)
    if complete is None:
        assert found
    else:
        assert found == complete


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("who is Lars Holm?", "where will it be built?"),
        ("who is Ines Marlow?", "how many pupils?"),
        ("how many boats took part?", "when did it end?"),
        ("how many in total?", "how long did it take?"),
        ("since when is someone investigating?", "when will they report?"),
        ("when is the report expected?", "who is he?"),
    ],
)
def test_what_the_question_before_cannot_lend_is_not_borrowed(before: str, asked: str) -> None:
    assert completed(asked, before) == ""


@pytest.mark.parametrize(
    "asked",
    [
        "Who controls Idlib?",
        "and who offered the truce?",
        "how many fled their homes?",
        "who is the leader of HTS?",
        "casualties",
        "truce conditions",
        "who won?",
        "so what's going on in Idlib right now",
        "What happened in 2011?",
        "is it true that the strikes stopped?",
        "When did Jolani say that they would stay?",
        "what did HTS say after its leader met reporters?",
        "According to whom were 790 civilians killed?",
        "",
        "?",
        "…",
    ],
)
def test_a_question_that_stands_by_itself_borrows_nothing(asked: str) -> None:
    assert completed(asked, CIVILIANS) == ""
    turn = Turn(CIVILIANS, 0.0)
    assert understand(asked, turn, 1.0, ARTICLE).question == asked
    assert understand(asked, turn, 1.0, ARTICLE).manner is Manner.ALONE


@pytest.mark.parametrize("asked", ["and the gist?", "so what happened?", "tl;dr", "main points"])
def test_what_the_article_is_about_borrows_nothing(asked: str) -> None:
    found = understand(asked, Turn(CIVILIANS, 0.0), 1.0, ARTICLE)
    assert (found.manner, found.question) == (Manner.ALONE, asked)
    assert Answerer().answer(found.question, ARTICLE).is_beginning


@pytest.mark.parametrize(
    ("words", "manner"),
    [
        ("thanks", Manner.THANKS),
        ("Thank you so much!!", Manner.THANKS),
        ("ok thx 👍", Manner.THANKS),
        ("Great, thanks.", Manner.THANKS),
        ("hi", Manner.GREETING),
        ("Hello there", Manner.GREETING),
        ("Good morning!", Manner.GREETING),
        ("thanks, and fighters?", Manner.ALONE),
        ("hello, how many died?", Manner.ALONE),
        ("you", Manner.ALONE),
        ("it", Manner.ALONE),
    ],
)
def test_courtesies_are_told_from_questions(words: str, manner: Manner) -> None:
    assert understand(words, None, 0.0, ARTICLE).manner is manner


@pytest.mark.parametrize(
    "asked",
    ["who says so?", "says who?", "Who said that", "WHO SAYS", "according to whom?", "source?"],
)
def test_who_says_so_asks_for_the_source(asked: str) -> None:
    found = understand(asked, Turn(CIVILIANS, 0.0), 1.0, ARTICLE)
    assert found.manner is Manner.SOURCE
    assert "ow many civilians were killed" in found.question
    assert understand(asked, None, 1.0, ARTICLE).manner is Manner.ALONE


def test_what_follows_who_says_so_borrows_from_the_question_before_it() -> None:
    source = understand("who says so?", Turn(CIVILIANS, 0.0), 1.0, ARTICLE)
    found = understand("when?", Turn(source.question, 1.0), 2.0, ARTICLE)
    assert found.question == "when were civilians killed?"


@pytest.mark.parametrize(("later", "borrows"), [(0, True), (QUIET, True), (QUIET + 1, False)])
def test_after_ten_quiet_minutes_nothing_is_borrowed(later: float, *, borrows: bool) -> None:
    found = understand("and fighters?", Turn(CIVILIANS, 5.0), 5.0 + later, ARTICLE)
    assert (found.manner is Manner.BORROWED) is borrows


@pytest.mark.parametrize(
    ("language", "before", "asked", "borrows"),
    [
        ("es", "¿Cuántos civiles murieron?", "¿cuándo?", True),
        ("es", "¿Cuántos civiles murieron?", "¿y dónde?", True),
        ("de", "Wie viele Zivilisten starben?", "Wann?", True),
        ("fr", "Combien de civils sont morts ?", "et où ?", True),
        ("ru", "Сколько погибло?", "Когда?", True),
        ("tr", "Kaç kişi öldü?", "Ne zaman?", True),
        ("ar", "كم عدد القتلى؟", "متى؟", True),
        ("de", "Wie viele Zivilisten starben?", "Wann begann der Krieg?", False),
        ("de", "Wie viele Zivilisten starben?", "und Kämpfer?", False),
        ("xx", "a b c?", "when?", False),
    ],
)
def test_in_other_languages_bare_question_words_borrow(
    language: str, before: str, asked: str, *, borrows: bool
) -> None:
    article = ingest(Document("A. B.", title="T", language=language))
    found = understand(asked, Turn(before, 0.0), 1.0, article)
    assert (found.manner is Manner.BORROWED) is borrows
    assert (before.rstrip("?؟ ") in found.question) is borrows


def test_names_are_known_by_how_the_article_writes_them() -> None:
    assert is_name("arran", ARTICLE)
    assert is_name("westport", ARTICLE)
    assert not is_name("jobs", ARTICLE)
    assert not is_name("eleven", ARTICLE)
    assert not is_name("a.b(", ARTICLE)


WORDS = (
    "who whom whose what which when where why how many much and but or n so the a of in by since "
    "about is are was did do does will have been not be it he they its their that this there "
    "people Idlib truce killed said dead someone happened according to what's ' '' , ? & – 40"
).split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8), st.lists(st.sampled_from(WORDS), max_size=9))
def test_whatever_is_asked_is_completed_or_left_alone(asked: list[str], before: list[str]) -> None:
    found = completed(" ".join(asked), " ".join(before))
    assert found == " ".join(found.split())
    assert found == "" or found.endswith("?")


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_understood_somehow(asked: str, before: str) -> None:
    found = understand(asked, Turn(before, 0.0), 1.0, ARTICLE)
    assert isinstance(found.question, str)


# How it was read


STORM = ingest(
    Document(
        "The storm damaged 40 houses, the prime minister of Arran said.", title="S", language="en"
    )
)


@pytest.mark.parametrize(
    ("question", "repairs", "read"),
    [
        ("How many houses were hit?", (), "How many houses were hit?"),
        ("How many homes were hit?", (), "How many homes (houses) were hit?"),
        ("How many huoses?", (("huoses", "houses"),), "How many houses?"),
        ("huoses, HUOSES!", (("huoses", "houses"),), "houses, HUOSES!"),
        ("What did the prime minister say?", (), "What did the prime minister say?"),
        ("", (), ""),
    ],
)
def test_a_question_is_shown_as_it_was_read(
    question: str, repairs: tuple[tuple[str, str], ...], read: str
) -> None:
    ranked = Answerer().answer("houses", STORM).ranked
    answer = Answer(question, Verdict.ANSWERED, 1.0, STORM, ranked[:1], ranked, repairs)
    assert as_read(question, answer) == read


# Who says so


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Forty died, according to the health ministry.", "according to the health ministry"),
        ("According to Ann Lee, it was late.", "According to Ann Lee"),
        ('"We stay," said Abu Mohamed al Jolani.', "said Abu Mohamed al Jolani"),
        ("The strike cost a million, the port's owner says.", "the port's owner says"),
        ("HTS warned that it would respond to any attack.", "HTS warned"),
        ('"He said nothing," nobody heard.', None),
        ("Forty houses were damaged.", None),
        ("The said houses were damaged.", None),
    ],
)
def test_the_source_is_found_within_a_sentence(sentence: str, source: str | None) -> None:
    text = f"Before. {sentence} After."
    place = attribution(text, 8, 8 + len(sentence))
    assert (text[place[0] : place[1]] if place else None) == source


# In chats


async def test_a_follow_up_in_private_is_completed_and_says_how(telegram: Telegram) -> None:
    async with telegram.bot():
        first = await telegram.ask(CIVILIANS)
        second = await telegram.ask("when?")
        third = await telegram.ask("Who controls Idlib?")
    assert shown(first) == ""
    assert shown(second) == "when were civilians killed?"
    assert shown(third) == ""


async def test_a_follow_up_is_answered_with_a_sentence_that_names_what_is_new(
    telegram: Telegram, archive: Archive
) -> None:
    async with telegram.bot():
        first = await telegram.ask(CIVILIANS)
        second = await telegram.ask("and fighters?")
    assert "790 civilians" in first.words
    assert FIGHTERS in second.words
    assert "790 civilians" not in second.words


@pytest.mark.parametrize(
    ("question", "sentence", "newer"),
    [
        ("How many barns were damaged?", 0, 1),  # named in another sentence
        ("How many huts were damaged?", 0, None),  # named nowhere
        ("How many houses were hurt?", 0, None),  # named where nothing else is
        ("How many houses were damaged?", 0, None),  # nothing is new
        ("How many barns were damaged?", 1, None),  # another sentence answered before
    ],
)
def test_only_what_is_new_and_named_elsewhere_moves_an_answer(
    question: str, sentence: int, newer: int | None
) -> None:
    text = "The storm damaged 40 houses. In Westport, 12 barns were damaged. Nobody was hurt."
    article = ingest(Document(text, title="S", language="en"))
    ranked = Answerer().answer("storm damaged houses", article).ranked
    by_place = {quote.sentence: replace(quote, score=0.0) for quote in ranked}
    quotes = (by_place[0], *(by_place[place] for place in sorted(by_place) if place))
    answer = Answer(question, Verdict.ANSWERED, 1.0, article, quotes[:1], quotes)
    found = newer_quote(answer, "How many houses were damaged?", sentence)
    assert (found.sentence if found else None) == newer


async def test_who_says_so_is_answered_with_the_source_within_the_sentence(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        first = await telegram.ask(CIVILIANS)
        second = await telegram.ask("who says so?")
        third = await telegram.ask("How many people have been displaced?")
        fourth = await telegram.ask("says who?")
    assert first.words in second.words
    assert "according to the United Nations" in fourth.words
    bold = [one for one in fourth.entities if one["type"] == "bold"]
    assert len(bold) == 1
    assert third.words in fourth.words


async def test_what_was_misspelt_is_shown_as_it_was_read(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask("How many civilans were killed?")
    assert shown(answer) == "How many civilians were killed?"


async def test_a_synonym_that_the_quote_has_instead_is_shown_behind_the_word(
    telegram: Telegram, archive: Archive
) -> None:
    text = "The storm destroyed 40 houses in Westport. Nobody was hurt."
    archive.add(Document(text, title="Storm", language="en"))
    async with telegram.bot():
        other = await telegram.ask("How many homes did the storm destroy?")
        same = await telegram.ask("How many houses did the storm destroy?")
    assert shown(other) == "How many homes (houses) did the storm destroy?"
    assert shown(same) == ""


async def test_courtesies_are_returned_and_are_no_context(telegram: Telegram) -> None:
    async with telegram.bot():
        greeting = await telegram.ask("Hello!")
        await telegram.ask(CIVILIANS)
        thanks = await telegram.ask("thanks")
        followed = await telegram.ask("and soldiers?")
    assert greeting.words.startswith("Hello.")
    assert thanks.words == texts.WELCOME
    assert shown(followed) == "how many soldiers were killed?"


async def test_each_person_has_a_conversation_of_their_own(telegram: Telegram) -> None:
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
        bens = telegram.private(telegram.ben)
        sent = telegram.api.world.send_text(bens, telegram.ben, "and fighters?")
        answer = await telegram.api.wait_for_reply(sent)
    assert "killed" not in shown(answer)


async def test_the_conversation_ends_after_ten_quiet_minutes(telegram: Telegram) -> None:
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
        telegram.api.world.clock = lambda: time.time() + QUIET + 5
        late = await telegram.ask("and soldiers?")
        soon = await telegram.ask("when?")
    assert "killed" not in shown(late)
    assert shown(soon).startswith("soldiers")


async def test_the_conversation_goes_on_after_a_restart(telegram: Telegram, tmp_path: Path) -> None:
    with Chats(tmp_path / "chats.sqlite") as telegram.chats:
        async with telegram.bot():
            await telegram.ask(CIVILIANS)
    with Chats(tmp_path / "chats.sqlite") as telegram.chats:
        async with telegram.bot():
            answer = await telegram.ask("and soldiers?")
    assert shown(answer) == "how many soldiers were killed?"


async def test_an_edited_follow_up_is_understood_from_what_was_asked_before_it(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
        answer = await telegram.ask("and soldiers?")
        await telegram.ask("Who controls Idlib?")
        assert answer.reply_to is not None
        telegram.api.world.edit_text(answer.reply_to, "and fighters?")
        await telegram.api.wait_for_edit(answer, containing="how many fighters")


@pytest.mark.parametrize("place", ["group", "supergroup", "forum"])
async def test_in_a_group_a_follow_up_goes_along_the_reply_chain(
    telegram: Telegram, place: str
) -> None:
    chat = telegram.group(place)
    world = telegram.api.world
    async with telegram.bot():
        civilians = await telegram.ask(f"/ask {CIVILIANS}", chat)
        other = await telegram.ask("/ask Who controls Idlib?", chat)
        loose = await telegram.ask("/ask and soldiers?", chat)
        sent = world.send_text(chat, telegram.ben, "and soldiers?", reply_to=civilians)
        chained = await telegram.api.wait_for_reply(sent)
        sent = world.send_text(chat, telegram.ann, "/ask and Hama?", reply_to=other)
        hama = await telegram.api.wait_for_reply(sent)
        sent = world.send_text(chat, telegram.ann, "when?", reply_to=chained)
        on = await telegram.api.wait_for_reply(sent)
    assert "killed" not in shown(loose)
    assert shown(chained) == "how many soldiers were killed?"
    assert shown(hama) == "who controls Hama?"
    assert shown(on) == "when were soldiers killed?"


async def test_in_a_group_thanks_to_the_bot_are_borne_in_silence(telegram: Telegram) -> None:
    chat = telegram.group()
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {CIVILIANS}", chat)
        telegram.api.world.send_text(chat, telegram.ben, "thanks!", reply_to=answer)
        last = await telegram.ask("/ask Who controls Idlib?", chat)
    assert telegram.api.bot_messages(chat) == [answer, last]


async def test_a_topic_is_never_completed(telegram: Telegram) -> None:
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
        answer = await telegram.ask("/truce")
    assert shown(answer) == ""


async def test_the_source_near_a_quote_answers_who_says_so(
    telegram: Telegram, archive: Archive
) -> None:
    archive.add(
        Document(
            "The fire began in a kitchen. It destroyed 12 homes in Westport.\n\n"
            "Nobody saw it, according to the fire service.",
            title="Fire",
            language="en",
        )
    )
    async with telegram.bot():
        await telegram.ask("How many homes did the fire destroy?")
        answer = await telegram.ask("who says so?")
    assert "according to the fire service" in answer.words
    assert "12 homes" not in answer.words


async def test_who_says_so_about_an_article_that_was_removed_is_silence_not_failure(
    telegram: Telegram, archive: Archive
) -> None:
    text = "The fire began in a kitchen. Nobody saw it, according to the fire service."
    added = archive.add(Document(text, title="Fire", language="en"))
    async with telegram.bot():
        await telegram.ask("Where did the fire begin?")
        archive.remove(added.article.id, owner="everyone")
        answer = await telegram.ask("who says so?")
    assert "fire service" not in answer.words
    assert texts.FAILED not in answer.words


def test_a_quote_without_a_source_near_it_has_none() -> None:
    article = ingest(Document("The fire began. It ended.", title="Fire", language="en"))
    (quote, *_) = Answerer().answer("When did the fire begin?", article).ranked
    assert source_of(quote) is None
