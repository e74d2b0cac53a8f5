"""Words of this package, translated by whoever shows them; as written where nobody does.

The package knows no framework. ``translate_with`` is called once, when the application starts.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] = str


def translate_with(function: Callable[[str], str]) -> None:
    """Let every word go through ``function`` from now on."""
    global _translate  # noqa: PLW0603  # set once, at start
    _translate = function


def mark(text: str) -> str:
    """The text itself, to be said later: marks it for whoever collects texts."""
    return text


def mark_plural(one: str, several: str) -> tuple[str, str]:
    """A text of one and of several, to be said later; see :func:`mark`."""
    return one, several


def say(text: str) -> str:
    """The text in the language of whoever reads it."""
    return _translate(text)
