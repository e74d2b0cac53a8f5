"""CycloneDX 1.7: tools as services with their data flows, answers as claims about the
provisions, what shows them as evidence, weaknesses as counter-evidence."""

from __future__ import annotations

import uuid
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind

SPACE = uuid.UUID(
    "6f2c1d0e-6a55-4a1e-9d1c-3d9f0d3b6a10"
)  # ours, for names made of names
CONFORMANCE = {
    "met": 1.0,
    "partly_met": 0.5,
    "not_met": 0.0,
    "not_answered": 0.0,
    "not_asked": 0.0,
}
CONFIDENCE = {"verified": 1.0, "documented": 0.5, "declared": 0.0}
VENDOR = "vendor"
BUYER = "assessor"


def declarations(context: dict[str, Any], answer_set: AnswerSet) -> dict[str, Any]:
    """The whole document; the same report gives the same one."""
    about = context["about"]
    serial = uuid.uuid5(SPACE, about.inputs_digest or about.digest)
    claims, evidence = _claims(context)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": f"{(about.issued or answer_set.as_of).isoformat()}T00:00:00Z",
            "component": {
                "type": "application",
                "bom-ref": "engagement",
                "name": about.engagement or "-",
                "supplier": {"bom-ref": VENDOR, "name": about.vendor},
            },
            "properties": [
                {"name": "riskapp:rating", "value": context["rating"]},
                {
                    "name": "riskapp:residual",
                    "value": context["data"]["residual"]["value"],
                },
                {"name": "riskapp:answers-sha256", "value": about.digest},
            ],
        },
        "services": _services(context, answer_set),
        "declarations": {
            "assessors": [
                {
                    "bom-ref": BUYER,
                    "thirdParty": True,
                    "organization": {"name": about.organisation or "riskapp"},
                }
            ],
            "attestations": [_attestation(context, block) for block in context["laws"]],
            "claims": claims,
            "evidence": evidence,
            "targets": {
                "organizations": [{"bom-ref": "target-vendor", "name": about.vendor}]
            },
        },
        "definitions": {"standards": [_standard(block) for block in context["laws"]]},
    }


def _services(context: dict[str, Any], answer_set: AnswerSet) -> list[dict[str, Any]]:
    scores = {tool["entry"]: tool for tool in context["data"]["tools"]}
    found = []
    for section in answer_set.document.sections:
        if not section.repeat:
            continue
        places = [q for q in section.questions if q.kind is Kind.COUNTRIES]
        for entry in answer_set.entries(section.code):
            named = sorted(
                {
                    code
                    for question in places
                    for code in codes_of(answer_set.value(question.id, entry.id))
                    if code in answer_set.document.countries
                }
            )
            service: dict[str, Any] = {
                "bom-ref": f"tool-{entry.id}",
                "name": entry.title or "-",
                "data": [
                    {
                        "flow": "bi-directional",
                        "classification": "confidential",
                        "name": "code and context",
                        "description": "What the tool is given to work on.",
                        "destination": [
                            f"urn:iso:std:iso:3166:{code}" for code in named
                        ],
                    }
                ],
            }
            score = scores.get(entry.id)
            if score:
                service["properties"] = [
                    {"name": f"riskapp:{name}", "value": str(score[name])}
                    for name in ("rating", "residual", "inherent", "level", "autonomy")
                ]
            found.append(service)
    return found


def _attestation(context: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": f"{block['law'].title}: {context['reason']}",
        "assessor": BUYER,
        "map": [
            {
                "requirement": f"req-{row.id}",
                "claims": [f"claim-{row.id}"],
                "conformance": {
                    "score": CONFORMANCE[row.status],
                    "rationale": row.words,
                },
                "confidence": {"score": CONFIDENCE.get(row.evidence, 0.0)},
            }
            for table in block["tables"]
            for row in table["rows"]
        ],
    }


def _claims(
    context: dict[str, Any],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One claim per evaluated provision; each answer is evidence, a weak one against it."""
    answers: dict[str, list[dict[str, Any]]] = {}
    evidence = []
    for number, group in enumerate(context["groups"]):
        for row in group["rows"]:
            ref = f"answer-{number}-{row['id']}"
            answers.setdefault(row["id"], []).append({"ref": ref, "risk": row["risk"]})
            evidence.append(
                {
                    "bom-ref": ref,
                    "propertyName": row["id"],
                    "description": f"{group['title']}: {row['text']}",
                    "data": [
                        {
                            "name": "answer",
                            "contents": {
                                "attachment": {
                                    "contentType": "text/plain",
                                    "content": row["display_text"],
                                }
                            },
                        }
                    ],
                }
            )
    claims = []
    for block in context["laws"]:
        for table in block["tables"]:
            for row in table["rows"]:
                behind = [item for q in row.questions for item in answers.get(q, ())]
                good = [i["ref"] for i in behind if (i["risk"] or 0) <= 1]
                weak = [i["ref"] for i in behind if (i["risk"] or 0) > 1]
                claim: dict[str, Any] = {
                    "bom-ref": f"claim-{row.id}",
                    "target": "target-vendor",
                    "predicate": f"The answers meet {row.ref}: {row.title}",
                    "reasoning": row.words,
                }
                if good:
                    claim["evidence"] = good
                if weak:
                    claim["counterEvidence"] = weak
                claims.append(claim)
    return claims, evidence


def _standard(block: dict[str, Any]) -> dict[str, Any]:
    law = block["law"]
    return {
        "bom-ref": f"law-{law.id}",
        "name": law.short,
        "description": law.title,
        "requirements": [
            {
                "bom-ref": f"req-{row.id}",
                "identifier": row.id,
                "title": f"{row.ref} {row.title}",
            }
            for table in block["tables"]
            for row in table["rows"]
        ],
    }
