"""Reads of the audit trail: lists, entries as plain values, and the proof."""

from riskapp.audit.queries.content import (
    FIRST,
    changes_of,
    content_hash,
    content_of,
    line_of,
    link_hash,
    said,
)
from riskapp.audit.queries.listing import (
    PAGES,
    entries_of,
    known_actions,
    known_types,
    last_entry,
    pages_of,
)
from riskapp.audit.queries.proof import (
    Broken,
    anchor_line,
    chains,
    faults_against,
    first_broken_link,
    head_of,
)

__all__ = [
    "FIRST",
    "PAGES",
    "Broken",
    "anchor_line",
    "chains",
    "changes_of",
    "content_hash",
    "content_of",
    "entries_of",
    "faults_against",
    "first_broken_link",
    "head_of",
    "known_actions",
    "known_types",
    "last_entry",
    "line_of",
    "link_hash",
    "pages_of",
    "said",
]
