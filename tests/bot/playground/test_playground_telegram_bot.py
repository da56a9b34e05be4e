"""python-telegram-bot's own Bot understands every answer of the local Bot API."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MenuButtonWebApp,
    Message,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
    WebAppInfo,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken
from telegram.ext import Application, CommandHandler, ContextTypes

from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, Json, Member, User

KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "my_chat_member",
    "chat_member",
    "message_reaction",
]
KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("More", callback_data="more"),
            InlineKeyboardButton("Open", url="https://a.example/"),
        ]
    ]
)


async def test_the_bot_knows_itself(api: LocalBotAPI, telegram_bot: Bot) -> None:
    me = await telegram_bot.get_me()
    assert (me.id, me.username, me.is_bot) == (api.world.bot.id, "pullquote_bot", True)
    assert me.can_read_all_group_messages is False
    assert me.supports_inline_queries is True
    assert me.supports_guest_queries is True


async def test_a_message_is_sent_edited_and_deleted(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat
) -> None:
    sent = await telegram_bot.send_message(
        private.id,
        "<blockquote expandable>We <b>must</b> go.</blockquote>",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        reply_parameters=ReplyParameters(1, quote="start"),
        disable_web_page_preview=True,
    )
    assert sent.text == "We must go."
    assert sent.parse_entities(["bold"]) == {sent.entities[1]: "must"}
    assert sent.entities[0].type == MessageEntity.EXPANDABLE_BLOCKQUOTE
    assert sent.reply_markup == KEYBOARD
    assert sent.link_preview_options is not None
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("start", 1)

    edited = await telegram_bot.edit_message_text("Go.", private.id, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("Go.", None)
    assert edited.edit_date is not None
    await telegram_bot.edit_message_reply_markup(private.id, sent.message_id, reply_markup=KEYBOARD)
    assert api.bot_messages(private)[0].inline_keyboard == KEYBOARD.to_dict()

    assert await telegram_bot.delete_message(private.id, sent.message_id)
    other = await telegram_bot.send_message(private.id, "a")
    assert await telegram_bot.delete_messages(private.id, [other.message_id, 99])
    assert api.bot_messages(private) == []


async def test_a_reply_keyboard_is_shown_to_the_person_only(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat
) -> None:
    keyboard = ReplyKeyboardMarkup([["Who?", "When?"]])
    sent = await telegram_bot.send_message(private.id, "a", reply_markup=keyboard)
    assert sent.reply_markup is None
    shown = api.world.shown(api.bot_messages(private)[0])
    assert shown["reply_keyboard"]["keyboard"] == [[{"text": "Who?"}, {"text": "When?"}]]


async def test_a_link_to_a_person_is_a_mention_if_there_is_such_a_person(
    telegram_bot: Bot, private: Chat, ann: User
) -> None:
    html = f'<a href="tg://user?id={ann.id}">Ann</a>, <a href="tg://user?id=404">nobody</a>'
    sent = await telegram_bot.send_message(private.id, html, parse_mode="HTML")
    assert [(entity.type, entity.user and entity.user.first_name) for entity in sent.entities] == [
        ("text_mention", "Ann")
    ]


async def test_files_go_both_ways(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, ann: User
) -> None:
    sent = await telegram_bot.send_document(
        private.id, b"a,b\n", filename="répons.csv", caption="<b>Feedback</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("répons.csv", 4)
    assert (sent.caption, sent.caption_entities[0].type) == ("Feedback", "bold")
    again = await telegram_bot.send_document(private.id, sent.document.file_id)
    assert again.document == sent.document

    api.world.send_document(private, ann, "article.txt", b"Killed: 790.", "text/plain")
    (update,) = await telegram_bot.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert await file.download_as_bytearray() == b"Killed: 790."


async def test_signs_of_life_and_of_feeling(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat
) -> None:
    events: list[Json] = []
    api.world.feed.listen(events.append)
    await telegram_bot.send_chat_action(private.id, "typing")
    await telegram_bot.set_message_reaction(private.id, 1, "👍")
    await telegram_bot.send_message_draft(private.id, 7, "<b>Think</b>", parse_mode="HTML")
    assert [event["type"] for event in events] == ["action", "reactions", "draft"]
    assert events[2]["text"] == "Think"
    assert private.messages[1].reactions[api.world.bot.id] == [ReactionTypeEmoji("👍").to_dict()]


async def test_a_pressed_button_is_answered(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, ann: User
) -> None:
    await telegram_bot.send_message(private.id, "a", reply_markup=KEYBOARD)
    query = api.world.press(ann, api.bot_messages(private)[0], "More")
    (update,) = await telegram_bot.get_updates(timeout=1)
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query.id, "more")
    assert update.callback_query.message is not None
    assert update.callback_query.message.is_accessible
    assert await update.callback_query.answer("Here", show_alert=True)
    assert await api.wait_for_callback_answer(query) == {"text": "Here", "show_alert": True}


async def test_a_button_under_a_deleted_message_still_arrives(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, ann: User
) -> None:
    sent = await telegram_bot.send_message(private.id, "a", reply_markup=KEYBOARD)
    message = api.bot_messages(private)[0]
    await sent.delete()
    api.world.press(ann, message, "More")
    (update,) = await telegram_bot.get_updates(timeout=1)
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_an_inline_result_is_offered_chosen_and_edited(
    api: LocalBotAPI, telegram_bot: Bot, group: Chat, ann: User
) -> None:
    query = api.world.inline_query(ann, "truce", chat=group)
    (update,) = await telegram_bot.get_updates(timeout=1)
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.chat_type) == ("truce", "supergroup")
    content = InputTextMessageContent("<b>Truce</b>", parse_mode="HTML")
    articles = [
        InlineQueryResultArticle("1", "Plain", content),
        InlineQueryResultArticle("2", "With buttons", content, reply_markup=KEYBOARD),
    ]
    assert await update.inline_query.answer(articles, cache_time=0, is_personal=True)
    await api.wait_for_inline_results(query)
    assert query.answer["is_personal"] is True

    plain = api.world.choose_inline_result(query, "1", group)
    assert (plain.text, plain.inline_message_id) == ("Truce", None)
    chosen = api.world.choose_inline_result(query, "2", group)
    updates = await telegram_bot.get_updates(update.update_id + 1, timeout=1)
    kinds = ["message" if one.message else "chosen" for one in updates]
    assert kinds == ["message", "chosen", "message", "chosen"]
    assert updates[0].message is not None
    assert updates[0].message.via_bot is not None
    assert updates[3].chosen_inline_result is not None
    inline_id = updates[3].chosen_inline_result.inline_message_id
    assert inline_id == chosen.inline_message_id

    assert await telegram_bot.edit_message_text("Ended", inline_message_id=inline_id) is True
    assert chosen.text == "Ended"
    with pytest.raises(ValueError, match="There is no button More"):
        api.world.press(ann, chosen, "More")


async def test_a_guest_is_answered_where_the_bot_is_no_member(
    api: LocalBotAPI, telegram_bot: Bot, ann: User
) -> None:
    chat = api.world.add_supergroup("Elsewhere", ann)
    api.world.send_text(chat, ann, "nothing for the bot")
    asked = api.world.send_text(chat, ann, "@pullquote_bot who was killed?")
    (update,) = await telegram_bot.get_updates(timeout=1)
    assert update.guest_message is not None
    result = InlineQueryResultArticle("1", "a", InputTextMessageContent("790 civilians"))
    sent = await update.guest_message.answer_guest_query(result)
    reply = await api.wait_for_reply(asked)
    assert (reply.text, reply.inline_message_id) == ("790 civilians", sent.inline_message_id)
    assert reply.content["guest_bot_caller_user"]["id"] == ann.id
    assert await telegram_bot.edit_message_text("790", inline_message_id=sent.inline_message_id)
    assert reply.text == "790"


async def test_menus_names_and_buttons_are_kept(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, ann: User
) -> None:
    commands = [BotCommand("ask", "Ask the article")]
    assert await telegram_bot.set_my_commands(commands)
    assert await telegram_bot.set_my_commands(
        [BotCommand("truce", "Truce terms")], BotCommandScopeChat(private.id), "en"
    )
    assert await telegram_bot.get_my_commands() == tuple(commands)
    assert [one["command"] for one in api.world.menus.shown(private, ann)] == ["truce"]
    assert await telegram_bot.delete_my_commands(BotCommandScopeChat(private.id), "en")
    assert [one["command"] for one in api.world.menus.shown(private, ann)] == ["ask"]

    assert await telegram_bot.set_my_description("Quotes", "de")
    assert (await telegram_bot.get_my_description("de")).description == "Quotes"
    assert (await telegram_bot.get_my_description()).description == ""
    assert await telegram_bot.set_my_short_description("Short")
    assert (await telegram_bot.get_my_short_description("fr")).short_description == "Short"
    assert (await telegram_bot.get_my_name()).name == "Pullquote"
    assert await telegram_bot.set_my_name("Quotes")
    assert (await telegram_bot.get_my_name()).name == "Quotes"

    button = MenuButtonWebApp("Read", WebAppInfo("https://a.example/"))
    assert await telegram_bot.set_chat_menu_button(private.id, button)
    assert await telegram_bot.get_chat_menu_button(private.id) == button
    assert (await telegram_bot.get_chat_menu_button()).type == "commands"


async def test_chats_and_members_are_described(
    api: LocalBotAPI, telegram_bot: Bot, group: Chat, ann: User, bob: User
) -> None:
    assert (await telegram_bot.get_chat(ann.id)).first_name == "Ann"
    chat = await telegram_bot.get_chat(group.id)
    assert (chat.title, chat.type) == ("Newsroom", "supergroup")
    assert await telegram_bot.get_chat_member_count(group.id) == 3

    async def kind(user_id: int) -> type:
        return type(await telegram_bot.get_chat_member(group.id, user_id))

    stranger = api.world.add_user("Eve")
    assert await kind(ann.id) is ChatMemberOwner
    assert await kind(bob.id) is ChatMemberMember
    assert await kind(stranger.id) is ChatMemberLeft
    assert await kind(api.world.bot.id) is ChatMemberMember
    api.world.set_bot_status(group, ann, "restricted")
    assert await kind(api.world.bot.id) is ChatMemberRestricted
    api.world.promote(group, bob, is_anonymous=True)
    assert await kind(bob.id) is ChatMemberAdministrator
    admins = await telegram_bot.get_chat_administrators(group.id)
    assert {admin.user.id for admin in admins} == {ann.id, bob.id}
    group.members[stranger.id] = Member(stranger, "kicked")
    assert await kind(stranger.id) is ChatMemberBanned

    assert await telegram_bot.leave_chat(group.id)
    assert group.member(api.world.bot) is None


async def test_refusals_become_the_librarys_errors(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, ann: User
) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await telegram_bot.send_message(private.id, "")
    api.world.block_bot(ann)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await telegram_bot.send_message(private.id, "a")
    small = api.world.add_group("Small", ann)
    api.world.add_bot(small, ann)
    large = api.world.migrate_to_supergroup(small)
    with pytest.raises(ChatMigrated) as migrated:
        await telegram_bot.send_message(small.id, "a")
    assert migrated.value.new_chat_id == large.id
    wrong = Bot("700000001:wrong", base_url=api.base_url)
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_an_application_polls_and_answers(api: LocalBotAPI, group: Chat, bob: User) -> None:
    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_html("<b>790</b>", do_quote=True)

    builder = Application.builder().token(api.token).base_url(api.base_url)
    application = builder.base_file_url(api.base_file_url).build()
    application.add_handler(CommandHandler("ask", answer))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(timeout=10)
        await application.start()
        first = api.world.send_text(group, bob, "/ask how many?")
        second = api.world.send_text(group, bob, "/ask again", reply_to=first)
        assert (await api.wait_for_reply(first)).text == "790"
        assert (await api.wait_for_reply(second)).thread_id == first.id
        await api.wait_until_updates_are_taken()
        await application.updater.stop()
        await application.stop()
    assert not api.refusals
    assert not api.violations


async def test_every_kind_of_update_can_be_read(
    api: LocalBotAPI, telegram_bot: Bot, group: Chat, ann: User, bob: User
) -> None:
    world, private = api.world, api.world.private_chat(ann)
    await telegram_bot.get_updates(allowed_updates=KINDS)
    world.set_bot_status(group, ann, "administrator")
    channel = world.add_channel("News", ann, username="the_news")
    world.add_bot(channel, ann)
    post = world.post_in_channel(channel, "Truce holds")
    world.forward(private, ann, post)
    for kind in ("photo", "video", "voice", "audio", "animation", "sticker", "location", "dice"):
        world.send_media(private, ann, kind, caption="a" if kind == "photo" else "")
    message = world.edit_text(world.send_text(group, bob, "a"), "b")
    world.react(ann, message, "👍")
    world.send_as_channel(group, channel, "as a channel")
    world.leave(group, bob)
    world.join(group, bob)
    world.promote(group, bob, is_anonymous=True)
    world.send_text(group, bob, "as nobody")
    world.demote(group, bob)
    world.remove_bot(group, ann)
    world.block_bot(ann)
    world.unblock_bot(ann)
    updates = await telegram_bot.get_updates(timeout=1)
    assert all(not update.api_kwargs for update in updates)
    assert len(updates) == len(world.updates)
    forwarded = updates[3].message
    assert forwarded is not None
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "channel"
    seen = {kind for kind in KINDS for update in updates if getattr(update, kind)}
    assert seen == set(KINDS)
