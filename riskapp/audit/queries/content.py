"""Audit entries as plain values, and what is hashed of them.

The content of an entry is everything it says, each text as its salted digest
(``questionnaires.document.sealing``). Its canonical form is JSON with sorted keys,
without spaces, in UTF-8; a whole number never has a fraction, so that what comes back from
the database gives the same bytes. ``content_hash`` is the SHA-256 of that, and the hash of a
link is the SHA-256 of the previous hash followed by ``content_hash``, both in hexadecimal.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext, gettext_noop

from questionnaires.document.sealing import covered
from riskapp.audit.models import AuditEntry

_NOTHING: tuple[Any, ...] = (None, "", [], {})
FIRST = "0" * 64  # what the first entry of a chain follows
# Entries that say in ``links`` of which others values were erased.
ERASED = gettext_noop("personal data erased")
RAN_OUT = gettext_noop("data past its period deleted")


def content_of(entry: AuditEntry) -> dict[str, Any]:
    """What an entry says, JSON-ready."""
    return {
        "organisation": str(entry.organisation_id) if entry.organisation_id else None,
        "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "ip": str(ipaddress.ip_address(entry.ip)) if entry.ip else None,
        "user_agent": entry.user_agent,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "before": entry.before,
        "after": entry.after,
    }


def hashed_content(entry: AuditEntry) -> dict[str, Any]:
    """What an entry says, with the actor as a text, because it can be erased like one."""
    actor = "" if entry.actor_id is None else str(entry.actor_id)
    return content_of(entry) | {"actor": actor}


def content_hash(entry: AuditEntry) -> str:
    """SHA-256 of the canonical content, each text as its salted digest, in hexadecimal."""
    data = covered(hashed_content(entry), entry.secret, entry.proofs)
    return hashlib.sha256(canonical(data)).hexdigest()


def links_in_words(positions: Iterable[int]) -> str:
    """Links of a chain as ranges, e.g. ``3-17, 20``."""
    ranges: list[list[int]] = []
    for position in sorted(positions):
        if ranges and position == ranges[-1][1] + 1:
            ranges[-1][1] = position
        else:
            ranges.append([position, position])
    return ", ".join(f"{a}-{b}" if a != b else f"{a}" for a, b in ranges)


def links_in(text: str) -> Iterator[int]:
    """The links that :func:`links_in_words` named."""
    for part in text.split(", ") if text else ():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def link_hash(previous: str, content: str) -> str:
    """The hash of a link, from the hash before it and the hash of its content."""
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def line_of(entry: AuditEntry) -> str:
    """An entry as one line of JSON Lines, with its place in the chain."""
    link = {
        "secret": entry.secret,
        "proofs": entry.proofs,
        "position": entry.position,
        "content_hash": entry.content_hash,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }
    data = {"id": entry.pk, **content_of(entry), **link}
    return json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"


def changes_of(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What an entry changed, for people: the name, before and after ("" for nothing)."""
    before = entry.before if isinstance(entry.before, dict) else {"": entry.before}
    after = entry.after if isinstance(entry.after, dict) else {"": entry.after}
    rows = rows_of(entry)
    changes = [
        (
            name.replace("_", " "),
            display_text(before.get(name)),
            display_text(after.get(name)),
        )
        for name in dict.fromkeys([*before, *after])
        if before.get(name) not in _NOTHING or after.get(name) not in _NOTHING
        if not (rows and name == "rows")
    ]
    return changes + [
        (
            f"{gettext(row['action'])}: {row['object_label']}",
            display_text(row.get("before")),
            display_text(row.get("after")),
        )
        for row in rows
    ]


def rows_of(entry: AuditEntry) -> list[dict[str, Any]]:
    """What was done together, where an entry stands for many things at once."""
    rows = entry.after.get("rows") if isinstance(entry.after, dict) else None
    return rows if isinstance(rows, list) else []


def display_text(value: Any) -> str:
    """A value of an entry for people; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def canonical(data: Any) -> bytes:
    """Data as the text that is hashed."""
    text = json.dumps(
        _plain(json.loads(json.dumps(data, allow_nan=False))),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(own) for key, own in value.items()}
    if isinstance(value, list):
        return [_plain(own) for own in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
