"""Turns Telegram updates into questions to the index, and its answers into messages."""
