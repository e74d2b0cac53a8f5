"""Names that people give to things: as they are kept, and as they are compared.

"Acme Ltd", "ACME  LTD" and "Acme\\u200b Ltd" are one name. This is the one place that says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from questionnaires.document.characters import address, domain_of, is_hidden

__all__ = [
    "MAX_KEY",
    "TWIN",
    "AddressField",
    "NameField",
    "NormalName",
    "address",
    "ascii_of",
    "domain_of",
    "is_readable",
    "meant",
    "normal",
    "tidy",
]
MAX_KEY = 500
# Ends the key of a name that was there twice before names were compared like this.
TWIN = "\x1f"
# Nothing is seen of them either, but some scripts are written with them.
_JOINERS = frozenset("\u200c\u200d")


def ascii_of(domain: str) -> str:
    """The other spelling of a domain, as names are asked for in the DNS."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def tidy(text: str) -> str:
    """A name as it is kept: single blanks, without signs that nobody sees."""
    spaced = " ".join(text.split())
    return " ".join(
        "".join(c for c in spaced if c in _JOINERS or not is_hidden(c)).split()
    )


def normal(text: str) -> str:
    """The one form by which names are compared: NFKC, case folded, single blanks, nothing
    hidden."""
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).casefold()
    )
    seen = "".join(
        c for c in " ".join(folded.split()) if not (is_hidden(c) or _is_variation(c))
    )
    return " ".join(seen.split())[:MAX_KEY].rstrip()


def is_readable(text: str) -> bool:
    """Whether at least one letter or digit can be seen."""
    return any(unicodedata.category(c)[0] in "LN" for c in normal(text))


def meant(name: str, known: Iterable[tuple[str, Any]]) -> list[Any]:
    """What a name may stand for, of pairs of a name and a thing: the exact name alone, else
    all that are the same name in other signs."""
    wanted, alike = normal(name), []
    for other, thing in known:
        if other == name:
            return [thing]
        if normal(other) == wanted:
            alike.append(thing)
    return alike


class NameField(forms.CharField):
    """The name of something; it must be possible to read it."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_readable(value):
            raise ValidationError(_("Write a name with at least one letter or digit."))


class AddressField(forms.EmailField):
    """An e-mail address, as it was meant when it was copied with signs that nobody sees."""

    def to_python(self, value: Any) -> str:
        return address(super().to_python(value) or "")


class NormalName(models.CharField):  # type: ignore[type-arg]  # only the stubs know type arguments
    """The normal form of the name in another column; keeps itself."""

    def __init__(self, *, of: str = "name", **more: Any) -> None:
        self.of = of
        more |= {
            "max_length": MAX_KEY + 40,
            "editable": False,
            "default": "",
            "db_default": "",
        }
        super().__init__(**more)

    def deconstruct(self) -> Any:
        name, path, args, more = super().deconstruct()
        for given in ("max_length", "editable", "default", "db_default"):
            more.pop(given, None)
        return name, path, args, more | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001  # Django passes it
        kept = str(getattr(model_instance, self.attname))
        key = normal(getattr(model_instance, self.of))
        if not add and kept.partition(TWIN)[0] == key:
            return kept
        setattr(model_instance, self.attname, key)
        return key


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
