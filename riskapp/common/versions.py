"""Forms that edit what others edit too: nobody's change is overwritten without a word.

A form remembers what it was shown with. Where something else is there when it comes back, it
is shown once more with both: what a person did not touch is taken from the others, what both
touched keeps the person's words, and the person sees it before it is saved.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.forms.utils import pretty_name
from django.http import QueryDict

SEEN = "seen"
HTTP_CONFLICT = 409
HTTP_REFUSED = 422
_SALT = "riskapp.common.versions"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed; ``mine`` is None where the person did not touch it."""

    label: str
    before: str
    theirs: str
    mine: str | None


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was changed since a form was shown, by whom and when as far as it is known."""

    differences: list[Difference]
    by: str = ""
    at: datetime.datetime | None = None


class VersionedForm(forms.Form):
    """A form with the version of what it edits; ``initial`` is how that is now."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    meanwhile: Meanwhile | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEEN].initial = self._sealed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.pop(SEEN, None)  # what was said is the rest
        return cleaned

    def is_outdated(self) -> bool:
        """Whether something was changed since a person saw this form.

        Then the form holds both from now on, and is up to date when it is sent once more.
        """
        seen, now = self._seen(), self._now()
        if seen is None:
            return False
        changed = [name for name in now if name in seen and seen[name] != now[name]]
        if not changed:
            return False
        sent = {name: self._sent(name) for name in changed}
        self.meanwhile = Meanwhile(
            [
                Difference(
                    label=self._label(name),
                    before=self._shown(name, seen[name]),
                    theirs=self._shown(name, now[name]),
                    mine=self._shown(name, sent[name])
                    if sent[name] != seen[name]
                    else None,
                )
                for name in changed
            ]
        )
        self._merge({n: now[n] for n in changed if sent[n] == seen[n]})
        return True

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form: others were faster, it is refused, or
        all is well."""
        return HTTP_CONFLICT if self.meanwhile else HTTP_REFUSED if self.errors else 200

    def tell(self, by: str, at: datetime.datetime) -> None:
        """Say who changed it, and when."""
        if self.meanwhile is not None:
            self.meanwhile = Meanwhile(self.meanwhile.differences, by, at)

    def _seen(self) -> dict[str, Any] | None:
        """What the person was shown; None where nothing, or nothing of ours, came back."""
        sent = self.data.get(self.add_prefix(SEEN), "")
        try:
            return signing.loads(sent, salt=_SALT) if sent else None
        except signing.BadSignature:
            return None

    def _now(self) -> dict[str, Any]:
        return {
            name: _plain(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name != SEEN and not isinstance(field, forms.FileField)
        }

    def _sealed(self) -> str:
        return signing.dumps(self._now(), salt=_SALT, compress=True)

    def _sent(self, name: str) -> Any:
        widget = self.fields[name].widget
        return _plain(
            widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        )

    def _merge(self, theirs: Mapping[str, Any]) -> None:
        data = QueryDict(mutable=True)
        for key in self.data:
            values = getattr(self.data, "getlist", lambda k: [self.data[k]])(key)
            data.setlist(key, values)
        for name, value in theirs.items():
            key = self.add_prefix(name)
            if value is False:
                data.pop(key, None)
            else:
                data.setlist(key, value if isinstance(value, list) else [value])
        data[self.add_prefix(SEEN)] = self._sealed()
        self.data = data
        self.full_clean()

    def _label(self, name: str) -> str:
        return str(self.fields[name].label or pretty_name(name))

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "✓" if value is True else "–"
        values = value if isinstance(value, list) else [value]
        if isinstance(field, forms.ChoiceField):
            offered: Any = field.choices
            words = {str(code): str(label) for code, label in offered}
            values = [words.get(one, one) for one in values]
        return ", ".join(values) or "–"


def _plain(value: Any) -> Any:
    """A value as a form sends it: text, a list of texts, or yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "\n".join(str(value).strip().splitlines())


def as_it_is(obj: models.Model) -> None:
    """Read a row anew and keep others from it until the transaction ends."""
    obj.refresh_from_db(
        from_queryset=type(obj)._base_manager.select_for_update(of=("self",))  # noqa: SLF001  # documented API
    )
