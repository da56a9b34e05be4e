"""What holds for all tests."""

import os

from hypothesis import settings

# python-telegram-bot is to give spans of time as such; without this it warns that it will.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# A busy machine is no fault: how fast things are is measured by the benchmarks.
settings.register_profile("pullquote", deadline=None)
settings.load_profile("pullquote")
