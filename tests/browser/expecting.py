"""What a page is expected to show; without Playwright its tests are skipped, but not in CI."""

import os

import pytest

if os.environ.get("CI") != "true":
    pytest.importorskip("playwright", reason="Playwright is not installed.")

from playwright.async_api import expect

__all__ = ["expect"]
