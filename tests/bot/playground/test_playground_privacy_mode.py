"""Which messages a bot is told of: privacy mode, and the kinds of update it asked for."""

from collections.abc import Callable

import pytest

from bot.playground.objects import Chat, Message, User
from bot.playground.state import BotSettings
from bot.playground.world import World

Act = Callable[["Scene"], object]


class Scene:
    """A supergroup with two people, another bot and the bot, which spoke before."""

    def __init__(self, settings: BotSettings | None = None) -> None:
        self.world = World(User(7, "Pullquote", username="Quote_bot", is_bot=True), settings)
        self.ann = self.world.add_user("Ann")
        self.bob = self.world.add_user("Bob")
        self.robot = self.world.add_user("Robot", username="other_bot", is_bot=True)
        self.group = self.world.add_supergroup("Newsroom", self.ann, self.bob, self.robot)
        self.world.add_bot(self.group, self.ann)
        self.answer = self.world.post(Message(self.group, 0, sender=self.world.bot, text="Hello."))
        self.remark = self.say("A remark.")
        self.world.updates.clear()

    def say(self, text: str, user: User | None = None, reply_to: Message | None = None) -> Message:
        return self.world.send_text(self.group, user or self.bob, text, reply_to=reply_to)

    def received(self) -> list[str]:
        """Return the kinds of the updates that wait."""
        return [
            next(key for key in update if key != "update_id")
            for update in self.world.updates.take(0, 100)
        ]


def after_the_other_bot(scene: Scene, text: str) -> None:
    scene.say("I am a robot.", scene.robot)
    scene.say(text)


@pytest.mark.parametrize(
    ("act", "is_received"),
    [
        (lambda scene: scene.say("how many were killed?"), False),
        (lambda scene: scene.say("/ask who?"), True),
        (lambda scene: scene.say("/ask@quote_bot who?"), True),
        (lambda scene: scene.say("please /ask@Quote_bot who?"), True),
        (lambda scene: scene.say("/ask@other_bot who?"), False),
        (lambda scene: scene.say("please /ask who?"), False),
        (lambda scene: after_the_other_bot(scene, "/ask who?"), False),
        (lambda scene: after_the_other_bot(scene, "/ask@quote_bot who?"), True),
        (lambda scene: scene.say("@quote_bot who?"), True),
        (lambda scene: scene.say("who, @Quote_Bot?"), True),
        (lambda scene: scene.say("mail me@quote_bot.org"), False),
        (lambda scene: scene.say("@other_bot who?"), False),
        (lambda scene: scene.say("and fighters?", reply_to=scene.answer), True),
        (lambda scene: scene.say("no", reply_to=scene.remark), False),
        (lambda scene: scene.say("@quote_bot", user=scene.robot), False),
        (
            lambda scene: scene.say("@quote_bot?", reply_to=scene.say("beep", scene.robot)),
            False,
        ),
        (
            lambda scene: scene.world.send_text(
                scene.group, scene.bob, "dear bot", text_mentions={"bot": scene.world.bot}
            ),
            True,
        ),
        (
            lambda scene: scene.world.send_document(
                scene.group, scene.bob, "a.txt", b"a", caption="@quote_bot read"
            ),
            True,
        ),
        (lambda scene: scene.world.send_document(scene.group, scene.bob, "a", b"a"), False),
        (lambda scene: scene.world.join(scene.group, scene.world.add_user("Eve")), True),
        (lambda scene: scene.world.leave(scene.group, scene.bob), True),
        (lambda scene: scene.world.delete_message(scene.remark), False),
    ],
)
def test_privacy_mode_lets_through_what_is_meant_for_the_bot(act: Act, is_received: bool) -> None:  # noqa: FBT001
    scene = Scene()
    act(scene)
    assert scene.received() == (["message"] if is_received else [])


@pytest.mark.parametrize("how", ["administrator", "privacy mode off"])
def test_without_privacy_mode_all_but_bots_messages_come(how: str) -> None:
    scene = Scene(BotSettings(reads_all_group_messages=how == "privacy mode off"))
    if how == "administrator":
        scene.world.set_bot_status(scene.group, scene.ann, "administrator")
        scene.world.updates.clear()
    scene.say("a remark")
    scene.say("beep", scene.robot)
    assert scene.received() == ["message"]


def test_an_edit_comes_if_the_edited_message_would() -> None:
    scene = Scene()
    scene.world.edit_text(scene.remark, "Another remark.")
    assert scene.received() == []
    scene.world.edit_text(scene.remark, "@quote_bot who?")
    assert scene.received() == ["edited_message"]


def test_anonymous_administrators_and_channels_speak_through_stand_ins() -> None:
    scene = Scene(BotSettings(reads_all_group_messages=True))
    channel = scene.world.add_channel("News", scene.ann)
    scene.world.promote(scene.group, scene.bob, is_anonymous=True)
    scene.say("/ask who?")
    scene.world.send_as_channel(scene.group, channel, "/ask who?")
    anonymous, as_channel = (update["message"] for update in scene.world.updates.take(0, 9))
    assert anonymous["from"]["username"] == "GroupAnonymousBot"
    assert anonymous["sender_chat"]["id"] == scene.group.id
    assert as_channel["from"]["username"] == "Channel_Bot"
    assert as_channel["sender_chat"]["id"] == channel.id


def test_a_group_without_the_bot_is_silent() -> None:
    scene = Scene(BotSettings(supports_guest_queries=False))
    scene.world.remove_bot(scene.group, scene.ann)
    assert scene.received() == ["my_chat_member"]
    scene.say("@quote_bot who?")
    assert scene.received() == ["my_chat_member"]


@pytest.mark.parametrize("text", ["@quote_bot who?", "who?"])
def test_a_mention_where_the_bot_is_no_member_makes_a_guest_message(text: str) -> None:
    scene = Scene()
    scene.world.remove_bot(scene.group, scene.ann)
    scene.world.updates.clear()
    scene.say(text)
    assert scene.received() == (["guest_message"] if "@" in text else [])


def test_only_the_kinds_asked_for_come() -> None:
    scene = Scene(BotSettings(reads_all_group_messages=True))
    updates = scene.world.updates
    updates.allow(["edited_message", "nonsense"])
    scene.world.edit_text(scene.say("a"), "b")
    assert scene.received() == ["edited_message"]
    assert updates.named == ["edited_message"]
    updates.clear()
    updates.allow([])
    scene.world.edit_text(scene.say("a"), "b")
    assert scene.received() == ["message", "edited_message"]
    scene.world.set_bot_status(scene.group, scene.ann, "administrator")
    updates.clear()
    scene.world.react(scene.bob, scene.remark, "👍")
    scene.world.leave(scene.group, scene.robot)
    assert scene.received() == ["message"]
    updates.allow(["message_reaction", "chat_member"])
    updates.clear()
    scene.world.react(scene.bob, scene.remark, None)
    scene.world.join(scene.group, scene.robot)
    assert scene.received() == ["message_reaction", "chat_member"]


def test_a_forum_gives_messages_their_topic_and_something_to_lean_on() -> None:
    scene = Scene(BotSettings(reads_all_group_messages=True))
    forum = scene.world.add_supergroup("Forum", scene.ann, is_forum=True)
    scene.world.add_bot(forum, scene.ann)
    topic = scene.world.add_topic(forum, "Truce", scene.ann)
    scene.world.updates.clear()
    first = scene.world.send_text(forum, scene.ann, "in the topic", thread=topic)
    scene.world.send_text(forum, scene.ann, "in reply", reply_to=first)
    scene.world.send_text(forum, scene.ann, "in general")
    in_topic, in_reply, in_general = (
        update["message"] for update in scene.world.updates.take(0, 9)
    )
    assert in_topic["message_thread_id"] == in_reply["message_thread_id"] == topic.thread_id
    assert in_topic["is_topic_message"]
    assert in_topic["reply_to_message"]["forum_topic_created"]["name"] == "Truce"
    assert in_reply["reply_to_message"]["text"] == "in the topic"
    assert "message_thread_id" not in in_general


def test_replies_in_a_supergroup_make_a_thread() -> None:
    scene = Scene()
    second = scene.say("/b", reply_to=scene.remark)
    third = scene.say("/c", reply_to=second)
    assert (second.thread_id, third.thread_id) == (scene.remark.id, scene.remark.id)
    assert not third.is_topic_message


def test_people_cannot_do_what_no_app_lets_them_do() -> None:
    scene = Scene()
    world, group, ann = scene.world, scene.group, scene.ann
    eve = world.add_user("Eve")
    private = world.private_chat(ann)
    query = world.inline_query(ann, "truce")
    small = world.add_group("Small", ann)
    world.migrate_to_supergroup(small)
    world.delete_message(scene.remark)
    acts: list[tuple[str, Callable[[], object]]] = [
        ("Eve is not in Newsroom", lambda: world.send_text(group, eve, "a")),
        ("another person's chat", lambda: world.send_text(private, eve, "a")),
        ("sends no empty text", lambda: world.send_text(private, ann, " ")),
        ("at most 4096", lambda: world.send_text(private, ann, "a" * 4097)),
        ("can be quoted", lambda: world.send_text(group, ann, "a", quote="b")),
        ("has become a supergroup", lambda: world.send_text(small, ann, "a")),
        ("is not a basic group", lambda: world.migrate_to_supergroup(group)),
        ("no media of the kind", lambda: world.send_media(private, ann, "poem")),
        ("no text to edit", lambda: world.edit_text(scene.remark, "a")),
        ("deleted already", lambda: world.delete_message(scene.remark)),
        ("no button Go", lambda: world.press(ann, scene.answer, "Go")),
        ("no button", lambda: world.press(ann, scene.answer, (0, 0))),
        ("offered no result", lambda: world.choose_inline_result(query, "1", group)),
        ("has no topics", lambda: world.add_topic(group, "a", ann)),
        ("not in Small", lambda: world.set_bot_status(small, ann, "administrator")),
        ("a user 1001 already", lambda: world.add_user("Twin", user_id=1001)),
    ]
    for reason, act in acts:
        with pytest.raises(ValueError, match=reason):
            act()
    world.start(ann)
    world.block_bot(ann)
    with pytest.raises(ValueError, match="has blocked the bot"):
        world.start(ann)


def test_a_chat_keeps_only_the_history_it_is_given() -> None:
    world = World(User(7, "Pullquote", username="quote_bot", is_bot=True), history=3)
    ann = world.add_user("Ann")
    chat: Chat = world.start(ann).chat
    for number in range(5):
        world.send_text(chat, ann, str(number))
    assert [message.text for message in chat.messages.values()] == ["2", "3", "4"]
    assert [message.id for message in chat.messages.values()] == [4, 5, 6]
