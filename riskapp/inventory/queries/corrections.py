"""What reviewers made of what a vendor said about its tools; both stay visible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.document.overlay import Place
from questionnaires.document.tool_register import Register

# What lies over an answer and changes what counts.
KINDS = ("corrected", "refused", "lapsed")


@dataclass(frozen=True, slots=True)
class Correction:
    """What counts in place of an answer, and why; ``kind`` is one of ``KINDS``."""

    kind: str
    said: str
    counts: str
    reason: str = ""


def corrections_at(
    lines: Iterable[Mapping[str, Any]],
) -> dict[Place, Correction]:
    """The corrections among the lines of an overlay as a score keeps them, by place."""
    return {
        (line["question"], line["entry"]): Correction(
            line["kind"],
            line.get("said", ""),
            line.get("counts", ""),
            line.get("reason", ""),
        )
        for line in lines
        if line["kind"] in KINDS
    }


def corrected_columns(
    register: Register, entry_id: str, corrections: Mapping[Place, Correction]
) -> dict[str, dict[str, str]]:
    """The corrections of one tool, JSON-ready, by the column they are about."""
    found = {}
    for column, question in register.columns.items():
        correction = corrections.get((question, entry_id))
        if correction is not None:
            found[column] = {
                "kind": correction.kind,
                "said": correction.said,
                "counts": correction.counts,
                "reason": correction.reason,
            }
    return found
