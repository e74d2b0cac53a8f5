"""Files of vendors: what was uploaded as rows of text, and a template to fill in."""

from riskapp.vendors.files.columns import (
    MAX_ROWS,
    cell_name,
    headings,
    key_of,
    known_headings,
)
from riskapp.vendors.files.table import Doubt, Line, Table, read_table, words_of
from riskapp.vendors.files.template import template

__all__ = [
    "MAX_ROWS",
    "Doubt",
    "Line",
    "Table",
    "cell_name",
    "headings",
    "key_of",
    "known_headings",
    "read_table",
    "template",
    "words_of",
]
