"""What holds for all tests."""

import os

# python-telegram-bot is to give spans of time as such; without this it warns that it will.
os.environ.setdefault("PTB_TIMEDELTA", "1")
