"""The columns of a file of vendors, in every language."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from questionnaires.document.model import Document
from questionnaires.workbooks.sheets import column_letters
from riskapp.shipped.core import core_document, core_document_in

MAX_ROWS = 2_000
MAX_COLUMNS = 60
# Key, heading, and what belongs into the column, in the language of whoever reads it.
COLUMNS = (
    (
        "vendor",
        gettext_lazy("Vendor"),
        gettext_lazy("Required. The name, once per organisation."),
    ),
    (
        "country",
        gettext_lazy("Country"),
        gettext_lazy("Name or two letters, for example RS."),
    ),
    (
        "owner",
        gettext_lazy("Owner"),
        gettext_lazy("E-mail address of a member of your organisation."),
    ),
    (
        "services",
        gettext_lazy("Services"),
        gettext_lazy("What the vendor does for you, in words."),
    ),
    ("labels", gettext_lazy("Labels"), gettext_lazy("Separated by commas.")),
    (
        "contact_name",
        gettext_lazy("Contact name"),
        gettext_lazy("Who receives assessments."),
    ),
    (
        "contact_email",
        gettext_lazy("Contact e-mail"),
        gettext_lazy("The address they are sent to."),
    ),
    (
        "contact_role",
        gettext_lazy("Contact role"),
        gettext_lazy("What the person does at the vendor."),
    ),
    (
        "engagement",
        gettext_lazy("Engagement"),
        gettext_lazy("One piece of work. One row for each."),
    ),
    (
        "contract",
        gettext_lazy("Contract"),
        gettext_lazy("Number or reference of the contract."),
    ),
    (
        "starts_on",
        gettext_lazy("Contract start"),
        gettext_lazy("A day, as 2026-11-25."),
    ),
    ("ends_on", gettext_lazy("Contract end"), gettext_lazy("A day, as 2028-11-24.")),
)


def headings(document: Document) -> list[tuple[str, str]]:
    """Key and heading of every column in the language that is active, the questions about the
    engagement, of a document in that language, included."""
    fixed = [(key, str(heading)) for key, heading, _meaning in COLUMNS]
    return [*fixed, *((q.id, f"{q.id} {q.text}") for q in document.profile)]


def known_headings() -> dict[str, str]:
    """The key of every heading as it is written in any language, in lower case."""
    known: dict[str, str] = {}
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            for key, heading in headings(core_document_in(language)):
                known.setdefault(heading.casefold(), key)
    return known


def key_of(heading: str, known: dict[str, str]) -> str | None:
    """The key of a heading: by its words in any language or, for a question, by its id at the
    beginning."""
    words = heading.casefold().strip().rstrip("* ")
    ids = {question.id.casefold(): question.id for question in core_document().profile}
    return known.get(words) or ids.get(words.partition(" ")[0])


def names_a_vendor(row: Sequence[str], known: dict[str, str]) -> bool:
    """Whether a row holds the headings of a file of vendors."""
    return any(key_of(cell, known) == "vendor" for cell in row if cell)


def cell_name(column: int, line: int) -> str:
    """The name of a cell as a spreadsheet shows it: ``C4``; the column from 0."""
    return f"{column_letters(column + 1)}{line}"
