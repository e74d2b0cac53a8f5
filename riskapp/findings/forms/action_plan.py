"""A workbook of an action plan that came back: what it would change, line by line."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.workbooks.limits import MAX_BYTES
from riskapp.accounts.models import User
from riskapp.common.forms import day_field
from riskapp.findings.actions.plans import PlanStep
from riskapp.findings.errors import PlanOutdated
from riskapp.findings.files.rows import (
    DAYS,
    TICKS,
    YES_IN_WORDS,
    FilledLine,
    PlanColumn,
    PlanLine,
    PlanSide,
    inputs_of,
    mark_of,
)
from riskapp.findings.forms.plans import PlanForm

SALT = "riskapp.findings.action_plan"
KEPT = datetime.timedelta(
    hours=12
)  # between looking at the changes and agreeing to them
FormOfLine = Callable[[Mapping[str, str]], forms.Form]


class PlanFileForm(forms.Form):
    """The workbook that was downloaded, with what was filled in."""

    file = forms.FileField(
        label=gettext_lazy("The workbook with your changes"),
        help_text=gettext_lazy(
            "XLSX, at most 5 MB. You see every change before it is made."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def content(self) -> bytes:
        """The bytes of the file, one more than allowed at most."""
        found: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return found


class BuyerLineForm(forms.Form):
    """The cells of one line as the buyer fills them in."""

    owner = forms.CharField(required=False, max_length=254)
    due_on = day_field(gettext_lazy("Due date"), required=False)
    remedied = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Mapping[str, str], *, members: Mapping[str, User]) -> None:
        super().__init__(dict(data))
        self._members = members

    def clean_owner(self) -> User | None:
        address = self.cleaned_data["owner"].casefold()
        if address and address not in self._members:
            raise forms.ValidationError(_("No member has this address."))
        return self._members.get(address)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("remedied") and not cleaned.get("note"):
            self.add_error("note", _("Say what shows that it is remedied."))
        return cleaned


class VendorLineForm(PlanForm):
    """The cells of one line as a vendor fills them in."""

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(dict(data), MultiValueDict())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("attachments", None)
        return cleaned


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One cell, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line that says something else than before: its finding, its changes, and what is wrong
    with it. ``is_outdated``: the finding changed since the workbook was made."""

    place: str
    key: UUID | None
    finding: str
    tool: str
    changes: Sequence[PlanChange]
    faults: Sequence[str]
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What a workbook would change. ``sealed`` brings the lines back when somebody agrees."""

    rows: Sequence[PlanRow]
    untouched: int
    sealed: str

    @property
    def good(self) -> int:
        return sum(not row.faults for row in self.rows)


def buyer_form(members: Iterable[User]) -> FormOfLine:
    """The form of a line for an organisation with these members."""
    return partial(
        BuyerLineForm, members={member.email.casefold(): member for member in members}
    )


def preview(
    side: PlanSide,
    filled: Iterable[FilledLine],
    lines: Iterable[PlanLine],
    form_of: FormOfLine,
    *,
    about: str,
    sha256: str,
) -> PlanPreview:
    """Compare a workbook with how its findings stand now; nothing is changed.

    A line nobody filled in changes nothing, whatever became of its finding meanwhile. ``about``
    is the work whose plan it is: what is sealed is good for that alone.
    """
    known = {str(line.key): line for line in lines}
    filled = list(filled)
    keys = [one.key for one in filled]
    rows: list[PlanRow] = []
    steps: list[dict[str, Any]] = []
    for one in filled:
        line = known.get(one.key)
        if line is None:
            rows.append(_stranger(one))
            continue
        values = {**line.values, **one.values}
        if not one.wrong and _is_untouched(one.mark, values, line):
            continue
        faults = [*one.wrong.values()] or _faults(side, form_of(values))
        if keys.count(one.key) > 1:
            faults.append(_("The same finding stands in more than one line."))
        rows.append(
            PlanRow(
                one.place,
                line.key,
                line.facts["finding"],
                line.facts["tool"],
                _changes(side, values, line.values),
                faults,
                one.mark != line.mark,
            )
        )
        if not faults:
            steps.append({"key": one.key, "mark": line.mark, "values": values})
    sealed = signing.dumps([about, side, sha256, steps], salt=SALT, compress=True)
    return PlanPreview(rows, len(filled) - len(rows), sealed)


def agreed_steps(
    side: PlanSide,
    sealed: str,
    ticked: Collection[str],
    form_of: FormOfLine,
    *,
    about: str,
) -> tuple[list[PlanStep], str]:
    """The ticked lines of what was sealed, and the digest of their file.

    Raises PlanOutdated where nothing of ours came back, or it is of another day or plan, or a
    line is refused by now.
    """
    try:
        work, of_side, sha256, steps = signing.loads(sealed, salt=SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise PlanOutdated from error
    if (work, of_side) != (about, side):
        raise PlanOutdated
    found = []
    for step in steps:
        if step["key"] in ticked:
            form = form_of(step["values"])
            if not form.is_valid():
                raise PlanOutdated
            found.append(PlanStep(UUID(step["key"]), step["mark"], form.cleaned_data))
    return found, sha256


def _is_untouched(mark: str, values: Mapping[str, str], line: PlanLine) -> bool:
    return values == line.values or mark == mark_of(line.key, values)


def _stranger(one: FilledLine) -> PlanRow:
    fault = _("This line belongs to no open finding of this plan.")
    return PlanRow(one.place, None, "", "", (), [fault])


def _faults(side: PlanSide, form: forms.Form) -> list[str]:
    headings = {column.key: column.heading for column in inputs_of(side)}
    return [
        f"{headings[name]}: {error}" if name in headings else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _changes(
    side: PlanSide, now: Mapping[str, str], before: Mapping[str, str]
) -> list[PlanChange]:
    return [
        PlanChange(
            str(column.heading),
            _in_words(column, before[column.key]),
            _in_words(column, now[column.key]),
        )
        for column in inputs_of(side)
        if before[column.key] != now[column.key]
    ]


def _in_words(column: PlanColumn, value: str) -> str:
    if column.key in DAYS:
        with suppress(ValueError):
            return date_format(datetime.date.fromisoformat(value), _("j F Y"))
    return str(YES_IN_WORDS) if column.key in TICKS and value else value
