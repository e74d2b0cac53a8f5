"""An evaluation as plain data: the contract other programs rely on, and the stored whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from questionnaires.document.contradictions import Contradiction
from riskapp.scoring.bands import FLOOR_VALUES
from riskapp.scoring.model import (
    CriterionScore,
    FindingScore,
    Floor,
    LeftOut,
    ScoreResult,
    SectionScore,
    ToolScore,
)
from riskapp.scoring.status import Status

# What the outline of a result says of a floor and of a duty that is not met.
OF_FLOOR = ("by", "value", "rating", "is_rule")
OF_CRITERION = ("id", "duty", "status")
WRITTEN = {status: status.value for status in Status}  # looked up once
UNMET = (Status.NOT_MET, Status.NOT_ANSWERED)


def to_contract(result: ScoreResult) -> dict[str, Any]:
    """The JSON promised by ``score_answers`` (docs/file-formats.md): decimals as text, rounded
    once."""
    return {
        **_numbers(result),
        "floors": [_floor(floor) for floor in result.floors],
        "sections": {
            section.code: {
                "value": _text(section.value),
                "left_out_weight": section.left_out_weight,
            }
            for section in result.sections
        },
        "tools": [
            {
                "name": tool.name,
                "inherent": str(tool.inherent),
                "control": _text(tool.control),
                "residual": str(tool.residual),
                "rating": tool.rating,
            }
            for tool in result.tools
        ],
        "criteria": {
            name: {
                "status": criterion.status.value,
                "evidence": criterion.evidence or None,
                "questions": list(criterion.questions),
            }
            for name, criterion in result.criteria.items()
        },
        "warnings": [
            _with_tool(
                {"check": w.check, "text": w.text, "missing": _missing_in(w)},
                w.entry_title,
            )
            for w in result.warnings
        ],
        "findings": [_finding(finding) for finding in result.findings],
        **_bounds(result),
    }


def _numbers(result: ScoreResult) -> dict[str, Any]:
    return {
        "model": result.model,
        "questionnaire": result.questionnaire,
        "as_of": result.as_of,
        "inherent": {"value": str(result.inherent_value), "band": result.inherent_band},
        "control": {"value": str(result.control), "band": result.control_band},
        "residual_model": {
            "value": str(result.residual_model),
            "rating": result.rating_model,
        },
        "residual": {"value": str(result.residual), "rating": result.rating},
        "evidence": {"value": str(result.evidence), "band": result.evidence_band},
        "completeness": {"value": str(result.completeness)},
        "provisional": result.provisional,
    }


def _bounds(result: ScoreResult) -> dict[str, Any]:
    """What was claimed not to apply, and what was never asked."""
    return {
        "claims": {
            "no_ai_tool_used": result.claims_none,
            "register_is_empty": result.empty,
            "not_applicable": [_left_out(item) for item in result.claimed],
        },
        "asked": {
            "form": "short" if result.is_short else "whole",
            "not_asked": [
                {"question": item.question, "weight": item.weight}
                for item in result.not_asked
            ],
        },
    }


def to_data(result: ScoreResult) -> dict[str, Any]:
    """Everything, for storage and pages: the contract plus every reason."""
    parts = result.inherent
    numbers = _numbers(result)
    return {
        **numbers,
        **_bounds(result),
        "catalogue": result.catalogue,
        "personal_data": result.personal_data,
        "inherent": numbers["inherent"]
        | {
            "impact": parts.impact,
            "x1": parts.x1,
            "x2": parts.x2,
            "x3": parts.x3,
            "exposure": str(parts.exposure),
            "knocked_out": parts.knocked_out,
        },
        "floors": [_whole_floor(floor) for floor in result.floors],
        "sections": [_whole_section(section) for section in result.sections],
        "tools": [_whole_tool(tool) for tool in result.tools],
        "criteria": [
            _whole_criterion(criterion) for criterion in result.criteria.values()
        ],
        "law_counts": result.law_counts,
        "warnings": [_whole_warning(warning) for warning in result.warnings],
        "findings": [_whole_finding(finding) for finding in result.findings],
        "left_out": [
            _left_out(item) | {"state": item.state, "entry": item.entry}
            for item in result.left_out
        ],
    }


def outline(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of many results at once, of stored data and in its shape: bands, floors
    without their words, duties that are not met, and what lay over the answers."""
    floors, criteria = data.get("floors", ()), data.get("criteria", ())
    asked = {
        name: data[name]
        for name in ("residual_model", "evidence", "overlay")
        if name in data
    }
    return asked | {
        "inherent": {"band": data.get("inherent", {}).get("band", "")},
        "floors": [{name: floor[name] for name in OF_FLOOR} for floor in floors],
        "criteria": [
            {name: one[name] for name in OF_CRITERION}
            for one in criteria
            if one["duty"] and one["status"] in UNMET
        ],
    }


def _left_out(item: LeftOut) -> dict[str, Any]:
    return {
        "question": item.question,
        "weight": item.weight,
        "tool": item.tool,
        "reason": item.reason,
    }


def _missing_in(warning: Contradiction) -> list[str]:
    return list(warning.questions) if warning.is_missing else []


def _floor(floor: Floor) -> dict[str, Any]:
    return _with_tool(
        {
            "by": floor.by,
            "value": floor.value,
            "because": list(floor.because),
            "missing": list(floor.missing),
        },
        floor.tool,
    )


def _whole_floor(floor: Floor) -> dict[str, Any]:
    return {
        "by": floor.by,
        "title": floor.title,
        "value": floor.value,
        "rating": floor.rating,
        "because": list(floor.because),
        "missing": list(floor.missing),
        "lifted_by": list(floor.lifted_by),
        "tool": floor.tool,
        "entry": floor.entry,
        "why": floor.why,
        "way_out": floor.way_out,
        "criteria": list(floor.criteria),
        "is_rule": floor.value in FLOOR_VALUES.values() and bool(floor.because),
    }


def _whole_section(section: SectionScore) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "weight": section.weight,
        "value": _text(section.value),
        "counted_weight": section.counted_weight,
        "left_out_weight": section.left_out_weight,
    }


def _whole_tool(tool: ToolScore) -> dict[str, Any]:
    return {
        "entry": tool.entry,
        "name": tool.name,
        "level": tool.level,
        "autonomy": tool.autonomy,
        "inherent": str(tool.inherent),
        "control": _text(tool.control),
        "residual_model": str(tool.residual_model),
        "residual": str(tool.residual),
        "rating": tool.rating,
        "floors": list(tool.floors),
    }


def _whole_criterion(criterion: CriterionScore) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "law": criterion.law,
        "status": WRITTEN[criterion.status],
        "evidence": criterion.evidence,
        "duty": criterion.duty,
        "who": criterion.who,
        "questions": list(criterion.questions),
        "tools": [
            {"name": name, "status": WRITTEN[status]}
            for name, status in criterion.tools
        ],
        "children": list(criterion.children),
    }


def _whole_warning(warning: Contradiction) -> dict[str, Any]:
    return {
        "check": warning.check,
        "title": warning.title,
        "text": warning.text,
        "tool": warning.entry_title,
        "entry": warning.entry,
        "questions": list(warning.questions),
        "is_missing": warning.is_missing,
    }


def _finding(finding: FindingScore) -> dict[str, Any]:
    return {
        "question": finding.question,
        "tool": finding.tool or None,
        "risk": finding.risk,
        "gain": str(finding.gain),
        "text": finding.text,
        "remedy": finding.remedy,
        "criteria": list(finding.criteria),
    }


def _whole_finding(finding: FindingScore) -> dict[str, Any]:
    return _finding(finding) | {
        "tool": finding.tool,
        "entry": finding.entry,
        "section": finding.section,
        "why": finding.why,
        "rules": list(finding.rules),
        "is_open": finding.is_open,
        "kind": finding.kind,
    }


def _with_tool(data: dict[str, Any], tool: str) -> dict[str, Any]:
    return data | {"tool": tool} if tool else data


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
