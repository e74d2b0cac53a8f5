"""What was answered, in plain values.

Canonical shapes of a value, by kind (JSON-ready, so they can be stored and hashed):

=============  =====================================================================
single         ``"code"``
multi          ``["code", ...]`` in the order of the options; ``[]`` is not an answer
number         ``{"value": "24", "unit": "hours"}`` (decimal text) or ``"unknown"``
date           ``"2026-01-31"`` or a special such as ``"never"``
text           ``"..."`` (trimmed, not empty)
countries      ``["IE", "US", "unknown"]`` sorted, specials last; or ``["nobody"]``
of a product   what its module says, often ``{"US": "code"}``, sorted by country
any kind       ``{"not_applicable": "reason"}``
=============  =====================================================================

:mod:`.cleaning` makes them of what somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from questionnaires.document.model import Document, Question

Value = str | list[str] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class EntryValue:
    """One row of a repeating section. ``title`` is what people call it, ``catalogue`` the
    id of what it was chosen from (``guides``), or ""."""

    id: str
    section: str
    answers: Mapping[str, Value]
    title: str = ""
    catalogue: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything said: the profile, the plain answers and the entries.

    ``evidence`` holds the level (declared, documented, verified) per question, keyed
    ``(question, entry id or "")``; what is missing is declared. ``set_aside`` says, by the
    same key, why an answer stands but does not count yet; ``closed`` are the places where
    nothing may be changed any more, because only some answers were asked for again;
    ``accepted`` are those whose "does not apply" a reviewer accepted. ``is_short``: only the
    short form of the document was asked.
    """

    profile: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)
    entries: tuple[EntryValue, ...] = ()
    evidence: Mapping[tuple[str, str], str] = field(default_factory=dict)
    set_aside: Mapping[tuple[str, str], str] = field(default_factory=dict)
    closed: frozenset[tuple[str, str]] = frozenset()
    accepted: frozenset[tuple[str, str]] = frozenset()
    is_short: bool = False


def is_reason(value: Value | None) -> bool:
    """Whether a value is the reason why the question does not apply."""
    return isinstance(value, dict) and "not_applicable" in value


def with_answer(
    document: Document,
    filled: Filled,
    question: Question,
    entry_id: str,
    value: Value | None,
) -> Filled:
    """The same answers with one of them changed, or taken away when ``value`` is None; a new
    word counts, whatever was said of the old one."""
    if (question.id, entry_id) in filled.set_aside:
        left = {
            k: v for k, v in filled.set_aside.items() if k != (question.id, entry_id)
        }
        filled = replace(filled, set_aside=left)
    if not entry_id:
        return replace(filled, answers=_with(filled.answers, question.id, value))
    title_from = document.section_by_code[question.section].entry_title
    entries = []
    for entry in filled.entries:
        if entry.id != entry_id:
            entries.append(entry)
            continue
        changed = replace(entry, answers=_with(entry.answers, question.id, value))
        if question.id == title_from and isinstance(value, str):
            changed = replace(changed, title=value[:200])
        entries.append(changed)
    return replace(filled, entries=tuple(entries))


def _with(
    answers: Mapping[str, Value], question_id: str, value: Value | None
) -> dict[str, Value]:
    changed = dict(answers)
    if value is None:
        changed.pop(question_id, None)
    else:
        changed[question_id] = value
    return changed
