"""Files of vendors: what was uploaded as rows of text, and a template to fill in."""

from collections.abc import Iterable

from questionnaires.document.model import Document
from riskapp.vendors.files.columns import (
    MAX_ROWS,
    cell_name,
    headings,
    key_of,
    known_headings,
)
from riskapp.vendors.files.table import Doubt, Table, TableLine, read_table, words_of

__all__ = [
    "MAX_ROWS",
    "Doubt",
    "Table",
    "TableLine",
    "cell_name",
    "headings",
    "key_of",
    "known_headings",
    "read_table",
    "template",
    "words_of",
]


def template(document: Document, work: Iterable[tuple[str, str]] = ()) -> bytes:
    """A workbook to fill in, in the language that is active; ``work`` stands in it."""
    from riskapp.vendors.files import (
        filling,  # its library takes 11 MB of every process
    )

    return filling.template(document, work)
