"""OSCAL 1.2.1: what was found (assessment results) and what is to be done (plan of action
and milestones). Identifiers follow from the report, so the same report gives the same file."""

from __future__ import annotations

import uuid
from typing import Any

from riskapp.presentation.laws import Provision

VERSION = "1.2.1"
SPACE = uuid.UUID(
    "c1b8a7f6-7f2e-4a53-8c2a-0d6f5b9e4a77"
)  # ours, for names made of names
SYSTEM = "https://ietf.org/rfc/rfc4122"
STATES = {
    "open": "open",
    "planned": "open",
    "done": "open",
    "accepted": "deviation-approved",
    "": "open",
}


def assessment_results(context: dict[str, Any]) -> dict[str, Any]:
    """Each provision as a finding, each weakness as an observation and a risk."""
    rows = [
        row
        for block in context["laws"]
        for table in block["tables"]
        for row in table["rows"]
    ]
    by_question = _observations(context)
    day = _moment(context)
    result: dict[str, Any] = {
        "uuid": _id(context, "result"),
        "title": _title(context),
        "description": context["reason"],
        "start": day,
        "end": day,
        "props": _props(context),
        "reviewed-controls": {
            "control-selections": [
                {"include-controls": [{"control-id": row.id} for row in rows]}
                if rows
                else {"include-all": {}}
            ]
        },
    }
    if by_question:
        result["observations"] = list(by_question.values())
    risks = _risks(context)
    if risks:
        result["risks"] = risks
    findings = [_finding(context, row, by_question) for row in rows]
    if findings:
        result["findings"] = findings
    return {
        "assessment-results": {
            "uuid": _id(context, "assessment-results"),
            "metadata": _metadata(context),
            "import-ap": {"href": f"#{_id(context, 'plan-resource')}"},
            "results": [result],
            "back-matter": _back_matter(context),
        }
    }


def plan_of_action(context: dict[str, Any]) -> dict[str, Any]:
    """Each finding as one item with its risk, remedy, owner and day."""
    items = [
        {
            "uuid": _id(context, f"item-{_key(group)}"),
            "title": group["text"],
            "description": group["remedy"] or group["text"],
            "related-risks": [{"risk-uuid": _id(context, f"risk-{_key(group)}")}],
        }
        for group in context["findings"]
    ]
    plan = {
        "uuid": _id(context, "plan"),
        "metadata": _metadata(context),
        "system-id": {"identifier-type": SYSTEM, "id": _id(context, "engagement")},
        "poam-items": items
        or [
            {
                "uuid": _id(context, "nothing"),
                "title": "Nothing to be done",
                "description": "No weak answer was found.",
            }
        ],
    }
    risks = _risks(context)
    if risks:
        plan["risks"] = risks
    return {"plan-of-action-and-milestones": plan}


def _observations(context: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        group["question"]: {
            "uuid": _id(context, f"observation-{group['question']}"),
            "title": group["text"],
            "description": ", ".join(group["tools"]) or group["text"],
            "methods": ["INTERVIEW"],
            "types": ["finding"],
            "collected": _moment(context),
        }
        for group in context["findings"]
        if group["question"]
    }


def _risks(context: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for group in context["findings"]:
        lines = group["lines"]
        states = {STATES.get(line["state"], "open") for line in lines} or {"open"}
        risk: dict[str, Any] = {
            "uuid": _id(context, f"risk-{_key(group)}"),
            "title": group["text"],
            "description": ", ".join(group["tools"]) or group["text"],
            "statement": f"Risk {group['risk']} of 4; putting it right gains {group['gain']}.",
            "status": "open" if "open" in states else "deviation-approved",
        }
        due = sorted(line["due_on"] for line in lines if line["due_on"])
        if due:
            risk["deadline"] = f"{due[0]}T00:00:00Z"
        if group["remedy"]:
            risk["remediations"] = [
                {
                    "uuid": _id(context, f"remedy-{_key(group)}"),
                    "lifecycle": "planned" if due else "recommendation",
                    "title": group["text"],
                    "description": group["remedy"],
                }
            ]
        found.append(risk)
    return found


def _finding(
    context: dict[str, Any], row: Provision, observed: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    finding: dict[str, Any] = {
        "uuid": _id(context, f"finding-{row.id}"),
        "title": f"{row.ref} {row.title}",
        "description": f"{row.words}. The answers were read; whether the law is kept is not said by it.",
        "target": {
            "type": "objective-id",
            "target-id": row.id,
            "status": {
                "state": "satisfied" if row.status == "met" else "not-satisfied",
                "reason": "pass" if row.status == "met" else "fail",
                "remarks": row.words,
            },
        },
    }
    related = [
        {"observation-uuid": observed[question]["uuid"]}
        for question in row.questions
        if question in observed
    ]
    if related:
        finding["related-observations"] = related
    return finding


def _metadata(context: dict[str, Any]) -> dict[str, Any]:
    about = context["about"]
    return {
        "title": _title(context),
        "last-modified": _moment(context),
        "version": context["data"]["model"],
        "oscal-version": VERSION,
        "parties": [
            {
                "uuid": _id(context, "vendor"),
                "type": "organization",
                "name": about.vendor,
            },
            {
                "uuid": _id(context, "buyer"),
                "type": "organization",
                "name": about.organisation or "riskapp",
            },
        ],
    }


def _props(context: dict[str, Any]) -> list[dict[str, Any]]:
    data, about = context["data"], context["about"]
    facts = {
        "rating": context["rating"],
        "inherent": data["inherent"]["value"],
        "residual": data["residual"]["value"],
        "control": data["control"]["value"],
        "evidence": data["evidence"]["value"],
        "completeness": data["completeness"]["value"],
        "answers-sha256": about.digest,
    }
    return [
        {"name": name, "ns": "https://riskapp.example/ns/oscal", "value": value}
        for name, value in facts.items()
    ]


def _back_matter(context: dict[str, Any]) -> dict[str, Any]:
    return {
        "resources": [
            {
                "uuid": _id(context, "plan-resource"),
                "title": f"Questionnaire {context['data']['questionnaire']}",
                "description": "The questions that were put, and the rules that evaluate them.",
            }
        ]
    }


def _title(context: dict[str, Any]) -> str:
    about = context["about"]
    return f"AI-tool risk of {about.vendor}: {about.engagement}"


def _moment(context: dict[str, Any]) -> str:
    about = context["about"]
    return f"{(about.issued or about.submitted).isoformat()}T00:00:00Z"


def _key(group: dict[str, Any]) -> str:
    return f"{group['question']}-{group['text']}-{group['remedy']}"


def _id(context: dict[str, Any], name: str) -> str:
    about = context["about"]
    return str(uuid.uuid5(SPACE, f"{about.inputs_digest or about.digest} {name}"))
