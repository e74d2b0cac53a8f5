"""Reads about assessments."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, QuerySet

from questionnaires.document.model import Document
from questionnaires.document.sheet import Sheet
from questionnaires.document.wording import said
from questionnaires.models import Invitation
from questionnaires.queries import document_of, sheet_of
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.scoring.catalogue import Catalogue, core_catalogue

DECISIONS = {
    "low": "Continue; review in 12 months.",
    "moderate": "Continue with agreed actions; review in 6 months.",
    "high": "Limit access until the actions are done; review in 3 months.",
    "critical": "Stop the tool or the access concerned now.",
}
STATUSES = (
    "not_met",
    "not_answered",
    "partly_met",
    "met",
    "not_applicable",
    "information_only",
)


def listed(user: User) -> QuerySet[Assessment]:
    """The assessments a person may see, with everything a list shows."""
    return (
        Assessment.objects.visible_to(user)
        .select_related("engagement__vendor", "response", "score")
        .defer("score__result", "response__profile", "engagement__profile")
        .order_by("-started_at")
        .annotate(residual=F("score__residual"))
    )


def newest_invitation(assessment: Assessment) -> Invitation | None:
    """The usable invitation of an assessment that was made last."""
    return (
        Invitation.objects.usable()
        .filter(response=assessment.response_id)
        .order_by("-created_at")
        .first()
    )


def verdict(assessment: Assessment) -> dict[str, Any]:
    """The rating in one sentence, with the decision it suggests."""
    score = assessment.score
    if score is None:
        return {}
    data = score.result
    heaviest = max(data["floors"], key=lambda floor: floor["value"], default=None)
    lifted = heaviest is not None and score.residual > score.residual_model
    if lifted and heaviest:
        tool = f" ({heaviest['tool']})" if heaviest["tool"] else ""
        reason = f"{heaviest['title']}{tool}. Without this rule it would be {score.residual_model}."
    else:
        reason = (
            f"The answers leave {score.residual} of an inherent risk of {score.inherent}; "
            f"control strength is {score.control} %."
        )
    return {
        "reason": reason,
        "decision": DECISIONS[score.rating],
        "lifted": lifted,
        "by": heaviest,
    }


def fired_rules(assessment: Assessment, sheet: Sheet | None) -> list[dict[str, Any]]:
    """The floors of a score, each with the answers behind it in words (none without a sheet)."""
    if assessment.score is None:
        return []
    return [
        floor | {"answers": answers_behind(sheet, floor["because"], floor["entry"])}
        for floor in assessment.score.result["floors"]
    ]


def answers_behind(
    sheet: Sheet | None, question_ids: list[str], entry_id: str
) -> list[dict[str, str]]:
    """Questions with their answers in words, for one entry or for all of them."""
    if sheet is None:
        return []
    rows = []
    for question_id in question_ids:
        question = sheet.document.questions.get(question_id)
        if question is None:
            continue
        entries = (
            [entry_id] if entry_id else [e.id for e in sheet.entries(question.section)]
        )
        titles = {entry.id: entry.title for entry in sheet.filled.entries}
        for entry in entries if question.repeated else [""]:
            if sheet.shown(question_id, entry) or question.section == "":
                value = sheet.value(question_id, entry)
                rows.append(
                    {
                        "id": question_id,
                        "text": question.text,
                        "tool": "" if entry_id else titles.get(entry, ""),
                        "said": said(sheet.document, question, value),
                    }
                )
    return rows


def laws(assessment: Assessment, sheet: Sheet | None) -> list[dict[str, Any]]:
    """Each law with its criteria as judged, duty told apart from good practice."""
    if assessment.score is None:
        return []
    catalogue = core_catalogue()
    scored = assessment.score.result["criteria"]
    found = []
    for law in catalogue.laws:
        rows = [
            _criterion(catalogue, sheet, item)
            for item in scored
            if item["law"] == law.id
        ]
        if rows:
            counts = assessment.score.law_counts.get(law.id, {})
            found.append(
                {
                    "law": law,
                    "rows": rows,
                    "is_duty": rows[0]["duty"],
                    "total": len(rows),
                    "counts": [
                        (status, counts[status])
                        for status in STATUSES
                        if counts.get(status)
                    ],
                }
            )
    return found


def _criterion(
    catalogue: Catalogue, sheet: Sheet | None, item: dict[str, Any]
) -> dict[str, Any]:
    return item | {
        "criterion": catalogue.criteria[item["id"]],
        "answers": answers_behind(sheet, item["questions"], ""),
    }


def said_by_section(sheet: Sheet) -> list[dict[str, Any]]:
    """All answers in words with their risk, by section and by entry."""
    groups: list[dict[str, Any]] = []
    for item in sheet.items():
        section = sheet.document.section_by_code[item.question.section]
        entry_id = item.entry.id if item.entry else ""
        key = (section.code, entry_id)
        if not groups or groups[-1]["key"] != key:
            title = (
                f"{section.entry_name}: {item.entry.title}"
                if item.entry
                else section.title
            )
            groups.append({"key": key, "title": title, "rows": []})
        if item.state == "hidden":
            continue
        groups[-1]["rows"].append(
            {
                "id": item.question.id,
                "text": item.question.text,
                "weight": item.question.weight,
                "said": said(
                    sheet.document,
                    item.question,
                    sheet.value(item.question.id, entry_id),
                ),
                "state": item.state.value,
                "risk": item.risk,
                "why": item.why,
                "evidence": sheet.filled.evidence.get(
                    (item.question.id, entry_id), "declared"
                ),
            }
        )
    return groups


def profile_in_words(
    document: Document, profile: dict[str, Any]
) -> list[dict[str, str]]:
    """The buyer's own answers about an engagement."""
    return [
        {"id": q.id, "text": q.text, "said": said(document, q, profile.get(q.id))}
        for q in document.profile
    ]


def sheet_for(assessment: Assessment) -> Sheet:
    """The evaluated response of an assessment."""
    return sheet_of(assessment.response)


def document_for(assessment: Assessment) -> Document:
    """The questionnaire of an assessment."""
    return document_of(assessment.response.version)


def today() -> datetime.date:
    """The day by which a due date is judged (UTC)."""
    return datetime.datetime.now(tz=datetime.UTC).date()
