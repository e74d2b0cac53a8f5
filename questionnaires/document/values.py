"""What was answered, in plain values.

Canonical shapes of a value, by kind (JSON-ready, so they can be stored and hashed):

=============  =====================================================================
single         ``"code"``
multi          ``["code", ...]`` in the order of the options; ``[]`` is not an answer
number         ``{"value": "24", "unit": "hours"}`` (decimal text) or ``"unknown"``
date           ``"2026-01-31"`` or a special such as ``"never"``
text           ``"..."`` (trimmed, not empty)
countries      ``["IE", "US", "unknown"]`` sorted, specials last; or ``["nobody"]``
legal_bases    ``{"US": "dpf_and_scc"}`` sorted by country
any kind       ``{"not_applicable": "reason"}``
=============  =====================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | list[str] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a repeating section. ``title`` is what people call it."""

    id: str
    section: str
    answers: Mapping[str, Value]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything said: the engagement profile, the plain answers and the entries.

    ``evidence`` holds the level (declared, documented, verified) per question, keyed
    ``(question, entry id or "")``; what is missing is declared.
    """

    profile: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    evidence: Mapping[tuple[str, str], str] = field(default_factory=dict)
