"""A local Bot API server: the same bot, without Telegram."""
