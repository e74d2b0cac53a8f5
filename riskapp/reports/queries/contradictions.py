"""Contradictions as a report tells them: answers against answers, published terms, the last cycle,
the contract and files."""

from __future__ import annotations

from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.models import Response
from questionnaires.queries import answer_set_of
from riskapp.assessments.models import Assessment
from riskapp.evidence.model import CONTRADICTS
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import FileClaims, beside
from riskapp.reports.choices import WITH_ANSWERS, Variant
from riskapp.review.queries.clashes import ToldClash, told_once
from riskapp.review.queries.contradictions import clashes_of

MOST_TOLD = 60  # rows of a report; how many there are beside them is told too


def contradicted(assessment: Assessment, variant: str) -> dict[str, Any]:
    """What does not go together as plain values in the language in force, ``open`` counted as the
    page of contradictions counts it; nothing in a vendor's copy. Who may not read answers reads
    what each is about, and no answer."""
    if variant == Variant.VENDOR:
        return {}
    response = assessment.response
    answer_set = answer_set_of(response)
    may_read = variant in WITH_ANSWERS
    clashes = clashes_of(response, answer_set)
    rows = [
        _told(told, may_read=may_read)
        for is_open in (True, False)
        for told in told_once(c for c in clashes if c.is_open is is_open)
    ]
    found: dict[str, Any] = {
        "open": sum(1 for clash in clashes if clash.is_open),
        "stands": sum(1 for clash in clashes if not clash.is_open),
        "rows": rows[:MOST_TOLD],
        "more": max(len(rows) - MOST_TOLD, 0),
    }
    return _by_files(response, answer_set, may_read=may_read) | {
        "contradictions": found
    }


def _told(told: ToldClash, *, may_read: bool) -> dict[str, Any]:
    clash = told.clash
    row = {
        "kind": clash.kind,
        "group": clash.group,
        "title": clash.title,
        "tools": [one.tool for one in told.clashes if one.tool],
        "is_open": clash.is_open,
        "text": "",
        "reason": "",
    }
    if may_read:
        row["text"] = clash.text
        row["reason"] = clash.dismissal.reason if clash.dismissal else ""
    return row


def _by_files(
    response: Response, answer_set: AnswerSet, *, may_read: bool
) -> dict[str, Any]:
    """How many answers files show and contradict, and which they contradict; nothing where no
    file was read."""
    if not SourceFile.objects.filter(response=response).exists():
        return {}
    found = beside(response, answer_set)
    told: dict[str, Any] = {"by_files": found.counts}
    if may_read:
        rows = _against_files(found)
        told["against_files"] = rows[:MOST_TOLD]
        told["against_more"] = max(len(rows) - MOST_TOLD, 0)
    return told


def _against_files(found: FileClaims) -> list[dict[str, str]]:
    return [
        {
            "question": one.claim.question,
            "tool": one.tool,
            "answer": one.answer,
            "shows": one.shows,
            "file": one.claim.file,
        }
        for one in found.of(CONTRADICTS)
        if not one.unlisted
    ]
