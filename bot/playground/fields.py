"""Fields of JSON objects, read with the Bot API's tolerance and refused in its words.

Every function raises UnfitFieldError with Telegram's reason; the caller says what it could not
parse.
"""

from typing import Any

from bot.playground.objects import Json


class UnfitFieldError(ValueError):
    """A field that the Bot API cannot read."""


def an_object(value: Any) -> Json:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise UnfitFieldError("expected an Object")
    return value


def string(given: Json, name: str) -> str:
    """Return a string, "" if it is not there; a number is taken for its digits."""
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnfitFieldError(f'Field "{name}" must be of type String')
    return str(value)


def required_string(given: Json, name: str) -> str:
    """Return a string that must be there, though it may be empty."""
    if given.get(name) is None:
        raise UnfitFieldError(f'Can\'t find field "{name}"')
    return string(given, name)


def integer(given: Json, name: str) -> int:
    """Return a whole number, 0 if it is not there; a string of digits is taken for its number."""
    value = given.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnfitFieldError(f'Field "{name}" must be of type Number')
    try:
        return int(value)
    except ValueError:
        raise UnfitFieldError(f'Field "{name}" must be a valid Number') from None


def required_integer(given: Json, name: str) -> int:
    """Return a whole number that must be there."""
    if given.get(name) is None:
        raise UnfitFieldError(f'Can\'t find field "{name}"')
    return integer(given, name)


def required_object(given: Json, name: str) -> Json:
    """Return an object that must be there."""
    value = given.get(name)
    if value is None:
        raise UnfitFieldError(f'Can\'t find field "{name}"')
    if not isinstance(value, dict):
        raise UnfitFieldError(f'Field "{name}" must be of type Object')
    return value
