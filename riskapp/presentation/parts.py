"""What the inherent risk and the evidence of a score are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.wording import display_text
from riskapp.scoring.rated.model import ProfileRole, rated
from riskapp.scoring.reading import read_by

# What the tools can raise of the exposure, by the place of the profile question.
RAISED_BY = {0: "level", 1: "autonomy"}


@dataclass(frozen=True, slots=True)
class Raised:
    """The tool that raises a part of the exposure, and to which level (0 to 4)."""

    level: int
    tool: str


@dataclass(frozen=True, slots=True)
class ProfilePart:
    """A question about the work with its answer in words and its level (0 to 4)."""

    text: str
    display_text: str
    level: int
    raised: Raised | None = None


def inherent_parts(
    data: Mapping[str, Any], answer_set: AnswerSet
) -> dict[str, list[ProfilePart]]:
    """The profile answers behind ``impact`` and ``exposure``, with their levels and what raised
    them; ``data`` is the score of the answers of ``answer_set``.

    These are the buyer's own answers and the levels of the tools; no answer of the vendor.
    """
    found: dict[str, list[ProfilePart]] = {"impact": [], "exposure": []}
    for question in answer_set.document.profile:
        role = rated(question).role
        if role not in (ProfileRole.IMPACT, ProfileRole.EXPOSURE):
            continue
        rows = found[role.value]
        chosen = answer_set.filled.profile.get(question.id)
        option = question.choice(chosen) if isinstance(chosen, str) else None
        highest = max(o.level or 0 for o in question.options)
        level = highest if option is None or option.level is None else option.level
        by = RAISED_BY.get(len(rows)) if role is ProfileRole.EXPOSURE else None
        raised = _raised(data, by)
        rows.append(
            ProfilePart(
                text=question.text,
                display_text=display_text(answer_set.document, question, chosen),
                level=level,
                raised=raised if raised and raised.level > level else None,
            )
        )
    return found


def evidence_weights(
    data: Mapping[str, Any], answer_set: AnswerSet
) -> Mapping[str, int]:
    """How much weight of questions is ``verified``, ``documented``, only ``declared`` or
    ``open`` (not answered), read by the model that made the score."""
    return read_by(data["model"], answer_set).evidence_weights()


def _raised(data: Mapping[str, Any], by: str | None) -> Raised | None:
    tools = data["tools"]
    if not by or not tools:
        return None
    highest = max(tools, key=lambda tool: int(tool[by]))
    return Raised(highest[by], highest["name"])
