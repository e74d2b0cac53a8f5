"""What a file of vendors would do to the register, and what is wrong with which cell."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.common.names import address, is_readable, meant, normal, tidy
from riskapp.shipped.core import core_document_in
from riskapp.vendors.actions.register import tidy_labels
from riskapp.vendors.choices import RowChange
from riskapp.vendors.files import Doubt, cell_name, headings, words_of
from riskapp.vendors.models import Contact, Engagement, Import, Vendor
from riskapp.vendors.queries import members_of

LONGEST = {
    "vendor": 200,
    "services": 2000,
    "contact_name": 200,
    "contact_role": 100,
    "engagement": 200,
    "contract": 100,
}
NAMES = ("vendor", "engagement", "contact_name")
OF_A_VENDOR = ("country", "owner", "services", "labels")
OF_A_CONTACT = ("contact_name", "contact_role")
OF_WORK = ("contract", "starts_on", "ends_on")
TEXTS = (*LONGEST, "owner", "labels", "contact_email")
DOUBTS = {
    Doubt.DATE: gettext_lazy("The spreadsheet made a date of this. What was meant?"),
    Doubt.BOOLEAN: gettext_lazy(
        "The spreadsheet made true or false of this. What was meant?"
    ),
    Doubt.NUMBER: gettext_lazy(
        "The spreadsheet keeps a number and only shows it like this. Is this what was meant?"
    ),
    Doubt.CUT: gettext_lazy(
        "The spreadsheet keeps only fifteen digits of a number. What was meant?"
    ),
}
DAYS = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, and how to mend it."""

    cell: str
    heading: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class CellUpdate:
    """What a filled cell would put in the place of what the register says, in words."""

    heading: str
    before: str
    after: str


@dataclass(slots=True)
class ImportRow:
    """One row of a file: clean values, what it would do, and what is wrong with it.

    A cell that is empty changes nothing; ``updates`` are those that say otherwise than the
    register, by whether they are about the vendor, the work or the contact; ``marks`` say the
    same in no language.
    """

    line: int
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    change: RowChange = RowChange.NOTHING
    faults: list[CellFault] = field(default_factory=list)
    doubts: list[CellFault] = field(default_factory=list)
    vendor: Vendor | None = None  # the one in the register that is meant
    as_line: int | None = None  # the row above that names the same new vendor
    work: Engagement | None = None  # the one in the register that is meant
    contact: Contact | None = None
    updates: dict[str, list[CellUpdate]] = field(default_factory=dict)
    marks: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def updated(self) -> list[CellUpdate]:
        return [update for updates in self.updates.values() for update in updates]


@dataclass(frozen=True, slots=True)
class CheckedImport:
    """A whole file as it would be imported now."""

    rows: list[ImportRow]
    unknown: list[str]
    notes: list[str]

    @property
    def doubts(self) -> list[CellFault]:
        """Cells that a spreadsheet may have changed; they stop nothing."""
        return [doubt for row in self.rows for doubt in row.doubts]

    @property
    def faults(self) -> list[CellFault]:
        return [fault for row in self.rows for fault in row.faults]

    @property
    def good(self) -> list[ImportRow]:
        return [row for row in self.rows if row.change is not RowChange.FAULT]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind of change."""
        found = Counter(row.change.value for row in self.rows)
        return {change.value: found[change.value] for change in RowChange}

    @property
    def digest(self) -> str:
        """Of all that would happen: SHA-256, the same in every language."""
        rows = [
            [row.line, row.change.value, *map(str, _means(row)), *row.marks]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    @property
    def adds_something(self) -> bool:
        return any(row.change is not RowChange.NOTHING for row in self.good)


def check_import(found: Import) -> CheckedImport:
    """What an import would do now, row by row; four queries whatever their number."""
    return CheckedImport(
        rows=list(_Checker(found).rows()),
        unknown=[key[2:] for key in found.columns if key.startswith("? ")],
        notes=words_of(found.notes),
    )


class _Checker:
    """Checks rows against the register and against the rows above them."""

    def __init__(self, found: Import) -> None:
        organisation = found.organisation
        document = core_document_in(get_language() or "en")
        spoken = [core_document_in(language) for language in dict(settings.LANGUAGES)]
        self.found = found
        self.headings = dict(headings(document))
        self.questions = document.profile
        self.said_in_settings = organisation.buyer_facts
        self.options = {
            question.id: {
                word.casefold(): option.code
                for known in spoken
                for option in known.questions[question.id].options
                for word in (option.code, option.label)
            }
            for question in document.profile
        }
        self.members = {address(u.email): u for u in members_of([organisation.pk])}
        self.vendors: dict[str, list[Vendor]] = defaultdict(list)
        for vendor in Vendor.objects.filter(organisation=organisation):
            self.vendors[normal(vendor.name)].append(vendor)
        self.work = {
            (work.vendor_id, normal(work.name)): work
            for work in Engagement.objects.filter(organisation=organisation)
        }
        self.known_contacts = {
            (contact.vendor_id, contact.email): contact
            for contact in Contact.objects.filter(vendor__organisation=organisation)
        }
        self.contacts: set[tuple[Any, str]] = set(self.known_contacts)
        self.countries = {
            name.casefold(): country.code
            for known in spoken
            for country in known.countries.values()
            for name in (country.code, country.name, *country.aliases)
        }
        self.above: dict[Any, ImportRow] = {}
        self.work_above: dict[tuple[Any, str], int] = {}
        self.contacts_above: dict[tuple[Any, str, str], ImportRow] = {}

    def rows(self) -> Iterator[ImportRow]:
        for stored in self.found.rows:
            row = ImportRow(line=stored["line"], cells=stored["cells"])
            self._read(row)
            self._compare(row)
            self._doubt(row, stored.get("doubts", {}))
            if row.faults:
                row.change = RowChange.FAULT
            else:
                self._remember(row)
            yield row

    def _read(self, row: ImportRow) -> None:
        """Clean values, cell by cell."""
        for key, most in LONGEST.items():
            row.values[key] = row.cells.get(key, "")
            if key in NAMES:
                row.values[key] = tidy(row.values[key])
                if row.cells.get(key) and not is_readable(row.cells[key]):
                    self._fault(
                        row, key, _("Write a name with at least one letter or digit.")
                    )
            if len(row.values[key]) > most:
                self._fault(
                    row, key, _("At most %(most)s letters fit here.") % {"most": most}
                )
        row.values["country"] = self._country(row)
        row.values["owner"] = self._owner(row)
        row.values["labels"] = tidy_labels(
            re.split("[,;]", row.cells.get("labels", ""))
        )
        row.values["contact_email"] = self._email(row)
        for key in ("starts_on", "ends_on"):
            row.values[key] = self._day(row, key)
        row.vendor = self._known(row)
        if row.vendor is not None:
            found = row.vendor.pk
            row.work = self.work.get((found, normal(row.values["engagement"])))
            row.contact = self.known_contacts.get((found, row.values["contact_email"]))
        row.values["profile"] = self._profile(row)

    def _compare(self, row: ImportRow) -> None:
        """What the row adds to the register and to the rows above it."""
        values = row.values
        if not row.cells.get("vendor"):
            self._fault(row, "vendor", _("Every row names its vendor."))
        known = row.vendor
        name, work = _key(row), normal(values["engagement"])
        if known is not None and known.is_archived:
            self._fault(row, "vendor", _("This vendor is archived. Restore it first."))
        above = self.above.get(name)
        if above is not None:
            row.as_line = above.line
            words = _("Row %(line)s says otherwise of this vendor.")
            self._agree(row, above, OF_A_VENDOR, words)
        if work and (name, work) in self.work_above:
            line = self.work_above[name, work]
            self._fault(
                row,
                "engagement",
                _("Row %(line)s names this work already.") % {"line": line},
            )
        of_work = (*OF_WORK, *(question.id for question in self.questions))
        if not work and any(row.cells.get(key) for key in of_work):
            self._fault(row, "engagement", _("Name the work that this row describes."))
        self._look_at_contract(row)
        self._look_at_contact(row)
        email = values["contact_email"]
        if known is None and above is None:
            row.change = RowChange.VENDOR
        elif work and (name, work) not in self.work:
            row.change = RowChange.ENGAGEMENT
        elif email and (name, email) not in self.contacts:
            row.change = RowChange.CONTACT
        self._update(row)
        if row.updates and row.change is RowChange.NOTHING:
            row.change = RowChange.UPDATE

    def _look_at_contract(self, row: ImportRow) -> None:
        """Its days in their order, one in the file and one in the register too."""
        starts, ends = row.values["starts_on"], row.values["ends_on"]
        if row.work is not None:
            starts = starts or row.work.contract_starts_on
            ends = ends or row.work.contract_ends_on
        if starts and ends and ends < starts:
            self._fault(row, "ends_on", _("The contract ends before it starts."))

    def _look_at_contact(self, row: ImportRow) -> None:
        """A contact in several rows has one name and one role; of one that the register has,
        each row may give a part."""
        if not row.values["contact_email"]:
            return
        words = _("Row %(line)s says otherwise of this contact.")
        for key in OF_A_CONTACT:
            at = *_key_of_contact(row), key if row.contact else ""
            if above := self.contacts_above.get(at):
                self._agree(row, above, [key], words)

    def _update(self, row: ImportRow) -> None:
        """What filled cells say otherwise than the register."""
        known: dict[str, Any]
        if row.vendor is not None and not row.vendor.is_archived:
            owner = next(
                (u for u in self.members.values() if u.pk == row.vendor.owner_id), None
            )
            known = {
                "country": row.vendor.country,
                "owner": owner,
                "services": row.vendor.services,
                "labels": list(row.vendor.labels),
            }
            self._differ(row, "vendor", known)
        if row.contact is not None:
            known = {
                "contact_name": row.contact.name,
                "contact_role": row.contact.role,
            }
            self._differ(row, "contact", known)
        if row.work is None:
            return
        if row.work.is_archived:
            self._fault(
                row, "engagement", _("This work is archived. Restore it first.")
            )
            return
        known = {
            "contract": row.work.contract_reference,
            "starts_on": row.work.contract_starts_on,
            "ends_on": row.work.contract_ends_on,
        }
        self._differ(row, "work", known)
        for question in self.questions:
            code = row.values["profile"].get(question.id, "")
            before = row.work.profile.get(question.id, "")
            if code != before:
                words = [o.label for c in (before, code) if (o := question.choice(c))]
                shown = words if before else ["", *words]
                self._note(row, "work", question.id, shown[0], shown[-1])
                row.marks[-1] = "work", question.id, before, code

    def _differ(self, row: ImportRow, of: str, known: Mapping[str, Any]) -> None:
        for key, before in known.items():
            after = row.values[key]
            if row.cells.get(key) and after and after != before:
                self._note(row, of, key, _as_text(before), _as_text(after))

    def _note(self, row: ImportRow, of: str, key: str, before: str, after: str) -> None:
        update = CellUpdate(self.headings[key], before, after)
        row.updates.setdefault(of, []).append(update)
        row.marks.append((of, key, before, after))

    def _remember(self, row: ImportRow) -> None:
        name, work = _key(row), normal(row.values["engagement"])
        self.above.setdefault(name, row)
        if work:
            self.work_above[name, work] = row.line
        self.contacts.add((name, row.values["contact_email"]))
        for key in ("", *OF_A_CONTACT):
            if not key or row.cells.get(key):
                self.contacts_above.setdefault((*_key_of_contact(row), key), row)

    def _doubt(self, row: ImportRow, doubts: Mapping[str, str]) -> None:
        """Where text belongs, a spreadsheet may have made something else of it."""
        for key, doubt in doubts.items():
            if doubt == Doubt.ERROR:
                self._fault(row, key, _("This cell holds an error."))
            elif key in TEXTS:
                row.doubts.append(self._at(row, key, str(DOUBTS[Doubt(doubt)])))

    def _known(self, row: ImportRow) -> Vendor | None:
        """The vendor in the register that a row means; several are a fault."""
        name = row.values["vendor"]
        alike = self.vendors.get(normal(name), [])
        found: list[Vendor] = meant(name, [(vendor.name, vendor) for vendor in alike])
        if len(found) > 1:
            names = ", ".join(f"“{vendor.name}”" for vendor in found)
            self._fault(
                row,
                "vendor",
                _("Several vendors are meant: %(names)s. Write it as one of them.")
                % {"names": names},
            )
        return found[0] if len(found) == 1 else None

    def _agree(
        self, row: ImportRow, above: ImportRow, keys: Sequence[str], words: str
    ) -> None:
        """What stands in several rows is described once, or the same way each time."""
        for key in keys:
            if row.cells.get(key) and row.values[key] != above.values[key]:
                self._fault(row, key, words % {"line": above.line})

    def _country(self, row: ImportRow) -> str:
        text = row.cells.get("country", "")
        code = self.countries.get(text.casefold(), "")
        if text and not code:
            self._fault(
                row, "country", _("Write a country, or its two letters such as RS.")
            )
        return code

    def _owner(self, row: ImportRow) -> User | None:
        text = row.cells.get("owner", "")
        owner = self.members.get(address(text))
        if text and owner is None:
            self._fault(
                row, "owner", _("No member of your organisation has this address.")
            )
        return owner

    def _email(self, row: ImportRow) -> str:
        text = address(row.cells.get("contact_email", ""))
        if not text:
            if row.cells.get("contact_name") or row.cells.get("contact_role"):
                self._fault(
                    row, "contact_email", _("Give the address of this contact.")
                )
            return ""
        try:
            validate_email(text)
        except ValidationError:
            self._fault(row, "contact_email", _("Write it like name@vendor.example."))
        return text

    def _day(self, row: ImportRow, key: str) -> datetime.date | None:
        text = row.cells.get(key, "")
        if not text:
            return None
        for form in DAYS:
            try:
                return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
        self._fault(row, key, _("Write the day like 2026-11-25."))
        return None

    def _profile(self, row: ImportRow) -> dict[str, str]:
        """The answers about the work, all of them or none; what the register knows of it stays
        where a cell is empty."""
        found: dict[str, str] = {}
        known: dict[str, str] = row.work.profile if row.work else {}
        if not any(row.cells.get(question.id) for question in self.questions):
            return dict(known)
        for question in self.questions:
            text = row.cells.get(question.id, "")
            codes = self.options[question.id]
            if text.casefold() in codes:
                found[question.id] = codes[text.casefold()]
            elif not text and question.id in known:
                found[question.id] = known[question.id]
            elif not text and question.id in self.said_in_settings:
                continue
            elif not text:
                self._fault(
                    row, question.id, _("Answer all questions about the work, or none.")
                )
            else:
                allowed = ", ".join(option.code for option in question.options)
                self._fault(
                    row,
                    question.id,
                    _("Write one of: %(allowed)s.") % {"allowed": allowed},
                )
        return found

    def _fault(self, row: ImportRow, key: str, text: str) -> None:
        row.faults.append(self._at(row, key, text))

    def _at(self, row: ImportRow, key: str, text: str) -> CellFault:
        at = self.found.columns.get(key)
        cell = (
            _("Row %(line)s") % {"line": row.line}
            if at is None
            else cell_name(at, row.line)
        )
        value = row.cells.get(key, "")[:80]
        return CellFault(cell, self.headings[key], value, text)


def _as_text(value: Any) -> str:
    """A value of the register as a cell would say it."""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, User):
        return value.email
    return str(value or "")


def _key_of_contact(row: ImportRow) -> tuple[Any, str]:
    return _key(row), row.values["contact_email"]


def _means(row: ImportRow) -> list[Any]:
    """What of the register a row is about; None for what is new."""
    return [one and one.pk for one in (row.vendor, row.work, row.contact)]


def _key(row: ImportRow) -> Any:
    """What tells the vendor of a row from others: its id, or the form of a new name."""
    return row.vendor.pk if row.vendor else normal(row.values["vendor"])
