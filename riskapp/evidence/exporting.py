"""Facts and claims as plain data for JSON (``riskapp-evidence 1``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from riskapp.evidence.model import (
    CONTRADICTS,
    STATES,
    Fact,
    FactValue,
    FileReading,
    Secret,
)

if TYPE_CHECKING:
    from riskapp.evidence.comparing import Claim

SCHEMA = "riskapp-evidence 1"


def reading_data(reading: FileReading) -> dict[str, Any]:
    """One file as plain data; keys are never left out, what is not known is "" or 0."""
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "size": reading.size,
        "format": reading.format,
        "parser": reading.parser,
        "tool": reading.tool,
        "grade": reading.grade,
        "data_day": reading.data_day,
        "data_day_basis": reading.data_day_basis,
        "facts": [fact_data(fact) for fact in reading.facts],
        "secrets": [secret_data(secret) for secret in reading.secrets],
        "warnings": list(reading.warnings),
    }


def fact_data(fact: Fact) -> dict[str, Any]:
    """One fact as plain data."""
    data = asdict(fact)
    if isinstance(fact.value, tuple):
        data["value"] = list(fact.value)
    return data


def secret_data(secret: Secret) -> dict[str, Any]:
    """What is left of a secret as plain data."""
    return asdict(secret)


def claim_data(claim: Claim) -> dict[str, Any]:
    """One claim as plain data, with its sentence and its question to the vendor."""
    return {
        "state": claim.state,
        "question": claim.question,
        "entry": claim.entry,
        "tool": claim.tool,
        "answer": claim.answer,
        "proposed": claim.proposed,
        "fact": fact_data(claim.fact) if claim.fact else None,
        "file": claim.file,
        "format": claim.format,
        "grade": claim.grade,
        "level": claim.level,
        "data_day": claim.data_day,
        "data_day_basis": claim.data_day_basis,
        "text": claim.text,
        "ask": claim.ask if claim.state == CONTRADICTS else "",
    }


def evidence_data(
    readings: Iterable[FileReading], claims: Iterable[Claim] | None = None
) -> dict[str, Any]:
    """Everything as plain data; ``comparison`` is null where there was nothing to compare."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "files": [reading_data(reading) for reading in readings],
        "comparison": None,
    }
    if claims is not None:
        listed = list(claims)
        counts = Counter(claim.state for claim in listed)
        data["comparison"] = {
            "counts": {state: counts.get(state, 0) for state in STATES},
            "claims": [claim_data(claim) for claim in listed],
        }
    return data


def reading_from(data: Mapping[str, Any]) -> FileReading:
    """The reading that :func:`reading_data` wrote down; its shape is trusted."""
    facts = tuple(
        Fact(**{**one, "value": _value(one["value"])}) for one in data["facts"]
    )
    secrets = tuple(Secret(**one) for one in data["secrets"])
    return FileReading(
        **{
            **data,
            "facts": facts,
            "secrets": secrets,
            "warnings": tuple(data["warnings"]),
        }
    )


def _value(value: Any) -> FactValue:
    plain: FactValue = tuple(value) if isinstance(value, list) else value
    return plain
