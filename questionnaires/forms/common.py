"""What several forms and the pages around them read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_SEARCH = 100
REVISION_DIGITS = 18  # as many as a number of a change can have


def revision_from(given: str) -> int | None:
    """The change a page was made with: None where none was sent, 0 for what is no number."""
    if not given:
        return None
    is_number = given.isascii() and given.isdigit() and len(given) <= REVISION_DIGITS
    return int(given) if is_number else 0


def search_from(given: str) -> str:
    """What somebody searches for: one short line without characters that cannot be shown."""
    words = "".join(c if c.isprintable() else " " for c in given[: MAX_SEARCH * 2])
    return " ".join(words.split())[:MAX_SEARCH]


def calm(label: _StrPromise | str, css: str = "btn-primary") -> FormHelper:
    """A crispy helper with one clear button."""
    helper = FormHelper()
    helper.add_input(Submit("send", label, css_class=css))
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
