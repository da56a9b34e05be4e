"""The people and chats that the playground begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.world import World

_POST = (
    "The ferry between Northport and Gull Island will run again from Monday, the harbour office "
    "said on Friday. It had stood still for eleven weeks after a storm tore away part of the "
    "island's pier.\n\n"
    "“The pier now carries forty tonnes, twice as much as before,” said harbour master Edda Lund. "
    "The repair cost 1.2 million and was paid for by the county.\n\n"
    "Some 300 islanders had been brought their mail and groceries by fishing boats since February."
)


def set_scene(world: World) -> None:
    """Let three people, two groups and a channel come into being.

    There is a private chat of the first person, who also owns the groups; one of somebody whose
    app is in Arabic; a group; a forum with topics; and a channel to forward from.

    Args:
        world: The world, in which there is only the bot.

    """
    maya = world.add_user("Maya", username="maya_reads")
    layla = world.add_user("ليلى", username="layla_writes", language_code="ar")
    jonas = world.add_user("Jonas", last_name="Berg", username="jonas_berg", language_code="de")

    world.private_chat(maya)

    readers = world.add_group("News readers", maya, layla, jonas)
    world.send_text(readers, jonas, "Has anybody read the piece about the truce in Idlib?")
    world.send_text(readers, layla, "Not to the end. We could put a bot in here that quotes it.")
    world.add_bot(readers, maya)

    desk = world.add_supergroup("Foreign desk", maya, layla, jonas, is_forum=True)
    world.add_bot(desk, maya)
    world.add_topic(desk, "Syria", maya)
    world.add_topic(desk, "Coffee", jonas)

    world.private_chat(layla)

    gazette = world.add_channel("Harbour Gazette", maya, username="harbour_gazette")
    world.post_in_channel(gazette, _POST)
