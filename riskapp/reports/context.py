"""A report as plain values: what a template needs, and no way to ask for more."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.document.overlay import said_there
from questionnaires.document.sheet import Sheet, State
from questionnaires.document.wording import said
from riskapp.scoring.catalogue import core_catalogue

TOP_FINDINGS = 3
DECISIONS = {
    "low": "Continue; review in 12 months.",
    "moderate": "Continue with agreed actions; review in 6 months.",
    "high": "Limit access until the actions are done; review in 3 months.",
    "critical": "Stop the tool or the access concerned now.",
}
STATUS_WORDS = {
    "not_met": "Not met",
    "not_answered": "Not answered",
    "partly_met": "Partly met",
    "met": "Met",
    "not_applicable": "Not applicable",
    "information_only": "Information only",
}
COLOURS = {
    "not_met": "#9b1134",
    "not_answered": "#7d8794",
    "partly_met": "#e0b345",
    "met": "#2f8a5c",
    "not_applicable": "#ecebe6",
    "information_only": "#ecebe6",
}
OVERLAY_WORDS = {
    "corrected": "Corrected by the reviewer",
    "refused": "“Not applicable” refused, counts as open",
    "verified": "Evidence checked, counts as verified",
    "lapsed": "Not confirmed in time, counts as open",
}
UNMET = ("not_met", "not_answered", "partly_met")
STATE_WORDS = {
    "hidden": "not asked, by its condition",
    "not_applicable": "marked as not applicable",
    "unscored": "answered; the answer carries no score",
    "answered": "carries no score",
}


@dataclass(frozen=True, slots=True)
class About:
    """What the report is about, in words."""

    organisation: str
    vendor: str
    country: str
    engagement: str
    submitted: datetime.date
    attested: str
    digest: str


def build_context(
    about: About, sheet: Sheet, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything the report shows; ``data`` is ``scoring.export.to_data`` of the same answers."""
    floors = list(data["floors"])
    heaviest = max(floors, key=lambda floor: floor["value"], default=None)
    lifted = data["residual"]["value"] != data["residual_model"]["value"]
    rules = [
        floor | {"answers": _answers(sheet, floor["because"], floor["entry"])}
        for floor in floors
    ]
    open_count = sum(item["is_open"] for item in data["findings"])
    return {
        "about": about,
        "data": data,
        "rating": data["residual"]["rating"],
        "reason": _reason(data, heaviest if lifted else None),
        "decision": DECISIONS[data["residual"]["rating"]],
        "rules": rules,
        "top": data["findings"][:TOP_FINDINGS],
        "findings": data["findings"],
        "open_count": open_count,
        "unknown_count": _unknown(sheet),
        "laws": _laws(data),
        "quotes": _quotes(data),
        "groups": _groups(sheet),
        "overlay": [
            row | {"words": OVERLAY_WORDS[row["kind"]]}
            for row in data.get("overlay", [])
        ],
        "profile": [
            (q.text, said(sheet.document, q, sheet.filled.profile.get(q.id)))
            for q in sheet.document.profile
        ],
        "left_out": [
            item | {"words": STATE_WORDS.get(item["state"], item["state"])}
            for item in data["left_out"]
        ],
        "countries_as_of": sheet.document.countries_as_of,
        "catalogue": core_catalogue(),
        "as_of": sheet.as_of,
    }


def _reason(data: Mapping[str, Any], heaviest: Mapping[str, Any] | None) -> str:
    if heaviest is not None:
        tool = f" ({heaviest['tool']})" if heaviest["tool"] else ""
        return (
            f"{heaviest['title']}{tool}. Without this rule the residual risk "
            f"would be {data['residual_model']['value']}."
        )
    return (
        f"Of an inherent risk of {data['inherent']['value']}, "
        f"{data['residual']['value']} remains after the controls described."
    )


def _unknown(sheet: Sheet) -> int:
    """How many shown questions were answered “not known”."""
    return sum(
        item.state is State.ANSWERED
        and "unknown"
        in _codes(sheet.value(item.question.id, item.entry.id if item.entry else ""))
        for item in sheet.items()
    )


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return tuple(str(part) for part in value.values())
    return tuple(value or ())


def _answers(
    sheet: Sheet, question_ids: list[str], entry_id: str
) -> list[dict[str, str]]:
    """The answers behind a rule, in words; per entry where none is given."""
    titles = {entry.id: entry.title for entry in sheet.filled.entries}
    rows = []
    for question_id in question_ids:
        question = sheet.document.questions[question_id]
        entries = [""]
        if question.repeated:
            entries = (
                [entry_id]
                if entry_id
                else [e.id for e in sheet.entries(question.section)]
            )
        rows += [
            {
                "id": question_id,
                "text": question.text,
                "tool": "" if entry_id else titles.get(entry, ""),
                "said": said_there(sheet, question_id, entry),
            }
            for entry in entries
            if sheet.shown(question_id, entry)
        ]
    return rows


def _laws(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    catalogue = core_catalogue()
    laws = []
    for law in catalogue.laws:
        rows = [
            item
            | {
                "ref": catalogue.criteria[item["id"]].ref,
                "title": catalogue.criteria[item["id"]].title,
                "words": STATUS_WORDS[item["status"]],
                "behind": ", ".join(item["questions"])
                or "rolled up from the points below it",
                "weak_tools": [
                    t["name"]
                    for t in item["tools"]
                    if t["status"] in ("not_met", "not_answered")
                ],
            }
            for item in data["criteria"]
            if item["law"] == law.id
        ]
        if rows:
            counts = data["law_counts"].get(law.id, {})
            laws.append(
                {
                    "law": law,
                    "rows": rows,
                    "is_duty": rows[0]["duty"],
                    "total": len(rows),
                    "counts": _stacked(counts),
                }
            )
    return laws


def _stacked(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    parts, start = [], 0
    for status, words in STATUS_WORDS.items():
        if counts.get(status):
            parts.append(
                {
                    "status": status,
                    "colour": COLOURS[status],
                    "words": words,
                    "from": start,
                    "count": counts[status],
                }
            )
            start += counts[status]
    return parts


def _quotes(data: Mapping[str, Any]) -> list[Any]:
    """The exact words of the provisions that the answers do not meet, for the annex."""
    catalogue = core_catalogue()
    return [
        catalogue.criteria[item["id"]]
        for item in data["criteria"]
        if item["status"] in UNMET
    ]


def _groups(sheet: Sheet) -> list[dict[str, Any]]:
    """All answers in words, by section and by entry."""
    groups: list[dict[str, Any]] = []
    place: tuple[str, str] | None = None
    for item in sheet.items():
        entry_id = item.entry.id if item.entry else ""
        if place != (item.question.section, entry_id):
            place = (item.question.section, entry_id)
            section = sheet.document.section_by_code[item.question.section]
            title = item.entry.title if item.entry else section.title
            groups.append(
                {"title": title, "is_entry": item.entry is not None, "rows": []}
            )
        if item.state is not State.HIDDEN:
            groups[-1]["rows"].append(
                {
                    "id": item.question.id,
                    "text": item.question.text,
                    "said": said_there(sheet, item.question.id, entry_id),
                    "risk": item.risk if item.question.weight else None,
                    "evidence": sheet.filled.evidence.get(
                        (item.question.id, entry_id), ""
                    ),
                }
            )
    return [group for group in groups if group["rows"]]
