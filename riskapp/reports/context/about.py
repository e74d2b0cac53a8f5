"""What a report is told besides the answers and their score. All of it is plain values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskapp.reports.choices import Variant

ACCENT = "#0b5a6e"


@dataclass(frozen=True, slots=True)
class About:
    """What the report is about, in words. ``digest`` is that of the answers; ``is_draft`` says
    whether a decision is still to come, None where nothing is decided."""

    organisation: str
    vendor: str
    country: str
    engagement: str
    submitted: datetime.date
    attested: str
    digest: str
    issued: datetime.date | None = None
    code: str = ""
    verify_page: str = ""
    verify_url: str = ""
    inputs_digest: str = ""
    is_draft: bool | None = None


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """What an organisation gives its reports: a colour dark enough for text, and whether it
    has a logo (its bytes go to the typesetter)."""

    accent: str = ACCENT
    has_logo: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What people made of the answers, already reduced to what the reader may see.

    Rows are mappings as ``queries.followed`` writes them; ``tracked`` says whether findings are followed at all (an answers file has none).
    ``by_files`` counts the answers that files show, None where no file was read; ``against_files`` are those
    they contradict, and ``against_more`` how many more. ``contradictions`` is what the review knows of; None where nobody reviews.
    ``activity`` is what daily totals show of the agents; None where none were handed over.
    """

    variant: str = Variant.FULL
    decision: Mapping[str, Any] | None = None
    tracked: bool = False
    findings: Sequence[Mapping[str, Any]] = ()
    clarifications: Sequence[Mapping[str, Any]] = ()
    conditions: Sequence[Mapping[str, Any]] = ()
    by_files: Mapping[str, int] | None = None
    against_files: Sequence[Mapping[str, str]] = ()
    against_more: int = 0
    contradictions: Mapping[str, Any] | None = None
    activity: Mapping[str, Any] | None = None
