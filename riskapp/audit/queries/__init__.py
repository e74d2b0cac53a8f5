"""Reads of the audit trail: lists, entries as plain values, and the proof."""

from riskapp.audit.queries.content import (
    ERASED,
    FIRST,
    RAN_OUT,
    canonical,
    changes_of,
    content_hash,
    content_of,
    display_text,
    hashed_content,
    line_of,
    link_hash,
    links_in_words,
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
    "ERASED",
    "FIRST",
    "PAGES",
    "RAN_OUT",
    "Broken",
    "anchor_line",
    "canonical",
    "chains",
    "changes_of",
    "content_hash",
    "content_of",
    "display_text",
    "entries_of",
    "faults_against",
    "first_broken_link",
    "hashed_content",
    "head_of",
    "known_actions",
    "known_types",
    "last_entry",
    "line_of",
    "link_hash",
    "links_in_words",
    "pages_of",
]
