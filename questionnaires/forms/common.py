"""What several forms and the pages around them read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from questionnaires.document.characters import address, directing, is_visible, mended

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_SEARCH = 100
REVISION_DIGITS = 18  # as many as a number of a change can have


class LongText(forms.CharField):
    """A text of several lines: each line end is one character, and what nobody can see is
    nothing."""

    def to_python(self, value: Any) -> str:
        text = mended(super().to_python(value) or "")
        return text if is_visible(text) else ""


class NameOfPerson(forms.CharField):
    """What somebody is called: on one line, it can be seen, and is read in the order it is
    kept."""

    def to_python(self, value: Any) -> str:
        text = " ".join(str(super().to_python(value) or "").split())
        return text if is_visible(text) else ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        found = directing(value)
        if found:
            raise ValidationError(
                _("There is a mark that changes the direction of reading: %(where)s.")
                % {"where": found}
            )


class RespondentAddressField(forms.EmailField):
    """An e-mail address, as it was meant when it was copied with signs that nobody sees."""

    def to_python(self, value: Any) -> str:
        return address(super().to_python(value) or "")


def number_from(given: str) -> int | None:
    """A number that a page was made with: None where none was sent, 0 for what is no number."""
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
