"""What lies over submitted answers. What was said stays; what counts may be something else.

An :class:`Overlay` names places, as ``(question, entry id or "")``, and what holds there
instead of the plain answer. Laid over an answer set it gives another answer set, which is read
like any other.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.digest import digest
from questionnaires.document.values import Filled, Value, is_reason, with_answer
from questionnaires.document.wording import display_text
from questionnaires.document.words import say as _

Place = tuple[str, str]

VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What counts instead: another value, nothing (a refused "not applicable"), or nothing
    since a day passed without a confirmation; which answers were checked, and which "not
    applicable" was accepted.

    A correction goes before a lapsed date: whoever corrects knows better.
    """

    corrected: Mapping[Place, Value] = field(default_factory=dict)
    refused: frozenset[Place] = frozenset()
    verified: frozenset[Place] = frozenset()
    lapsed: Mapping[Place, datetime.date] = field(default_factory=dict)
    accepted: frozenset[Place] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.places)

    @property
    def places(self) -> frozenset[Place]:
        """Every place that something lies over."""
        return frozenset(
            {
                *self.corrected,
                *self.refused,
                *self.verified,
                *self.lapsed,
                *self.accepted,
            }
        )

    def as_data(self) -> list[dict[str, Any]]:
        """JSON-ready, in a fixed order; ``overlay_of_data`` reads it back."""
        rows: list[dict[str, Any]] = [
            *(_row("corrected", p, value=v) for p, v in self.corrected.items()),
            *(_row("refused", p) for p in self.refused),
            *(_row(VERIFIED, p) for p in self.verified),
            *(_row("accepted", p) for p in self.accepted),
            *(_row("lapsed", p, on=d.isoformat()) for p, d in self.lapsed.items()),
        ]
        return sorted(rows, key=lambda r: (r["question"], r["entry"], r["kind"]))

    @property
    def digest(self) -> str:
        """SHA-256 of the data; "" where nothing lies over the answers."""
        return digest(self.as_data()) if self else ""


def overlay_of_data(rows: list[dict[str, Any]]) -> Overlay:
    """An overlay as ``as_data`` wrote it; other keys of a row are ignored."""
    by_kind: dict[str, dict[Place, dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], {})[row["question"], row["entry"]] = row
    return Overlay(
        corrected={p: r["value"] for p, r in by_kind.get("corrected", {}).items()},
        refused=frozenset(by_kind.get("refused", {})),
        verified=frozenset(by_kind.get(VERIFIED, {})),
        lapsed={
            p: datetime.date.fromisoformat(r["on"])
            for p, r in by_kind.get("lapsed", {}).items()
        },
        accepted=frozenset(by_kind.get("accepted", {})),
    )


class OverlaidAnswerSet(AnswerSet):
    """An answer set of what counts; ``plain`` is the answer set of what was said."""

    def __init__(self, plain: AnswerSet, filled: Filled, overlay: Overlay) -> None:
        super().__init__(plain.document, filled, plain.as_of)
        self.plain = plain
        self.overlay = overlay


def lay_over(answer_set: AnswerSet, overlay: Overlay) -> AnswerSet:
    """The answer set of what counts; the same answer set where nothing lies over it.

    Places that the answer set does not have are ignored. A refused "not applicable" counts exactly
    as if nothing had been said.
    """
    if not overlay:
        return answer_set
    document, filled = answer_set.document, answer_set.filled
    entries = {entry.id for entry in filled.entries}
    known = {
        (question, entry)
        for question, entry in overlay.places
        if question in document.questions
        and document.questions[question].section
        and document.questions[question].repeated == bool(entry)
        and (not entry or entry in entries)
    }
    for place, value in overlay.corrected.items():
        if place in known:
            question = document.questions[place[0]]
            filled = with_answer(document, filled, question, place[1], value)
    aside: dict[Place, str] = dict(filled.set_aside)
    for place in sorted(overlay.refused & known):
        question = document.questions[place[0]]
        filled = with_answer(document, filled, question, place[1], None)
        aside[place] = _("“Not applicable” was refused")
    for place in sorted(known & overlay.lapsed.keys() - overlay.corrected.keys()):
        aside[place] = _("Due on %(day)s and not confirmed since") % {
            "day": overlay.lapsed[place].isoformat()
        }
    evidence = dict(filled.evidence)
    evidence.update((place, VERIFIED) for place in sorted(overlay.verified & known))
    left = {p: why for p, why in aside.items() if p not in overlay.corrected}
    filled = replace(
        filled,
        set_aside=left,
        evidence=evidence,
        accepted=filled.accepted | (_accepted(overlay) & known),
    )
    return OverlaidAnswerSet(answer_set, filled, overlay)


def _accepted(overlay: Overlay) -> frozenset[Place]:
    """Where "not applicable" is a reviewer's word: accepted, or put there."""
    put = {p for p, v in overlay.corrected.items() if is_reason(v)}
    return overlay.accepted | put


def display_text_at(answer_set: AnswerSet, question_id: str, entry_id: str = "") -> str:
    """An answer in words; where something lies over it, what was said stands beside."""
    question = answer_set.document.questions[question_id]
    words = display_text(
        answer_set.document, question, answer_set.value(question_id, entry_id)
    )
    place = (question_id, entry_id)
    if (
        not isinstance(answer_set, OverlaidAnswerSet)
        or place not in answer_set.overlay.places
    ):
        return words
    plain = display_text(
        answer_set.document, question, answer_set.plain.value(question_id, entry_id)
    )
    if place in answer_set.overlay.corrected:
        return _(
            "%(now)s (corrected by the reviewer; the answer given: %(answer)s)"
        ) % {
            "now": words,
            "answer": plain,
        }
    if place in answer_set.overlay.refused:
        return _(
            "Counts as open: “not applicable” was refused (the answer given: %(answer)s)"
        ) % {"answer": plain}
    if place in answer_set.overlay.lapsed:
        return _("%(answer)s (counts as open: due on %(day)s, not confirmed since)") % {
            "answer": plain,
            "day": answer_set.overlay.lapsed[place].isoformat(),
        }
    return words


def _row(kind: str, place: Place, **more: Any) -> dict[str, Any]:
    return {"question": place[0], "entry": place[1], "kind": kind} | more
