"""The laws: every provision that was evaluated, duty told apart from good practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskapp.presentation.labels import EVIDENCE, STATUSES, label_of
from riskapp.scoring.catalogue import Catalogue, Criterion, Law

# Told apart by lightness too, for those who print in black and white.
COLOURS = {
    "not_met": "#8c1030",
    "not_answered": "#6f7b88",
    "not_asked": "#a3acb6",
    "partly_met": "#ecc866",
    "met": "#4aa577",
    "not_applicable": "#e4e2da",
    "buyers_duty": "#b9c6d3",
    "information_only": "#f1efe9",
}
UNMET = ("not_met", "not_answered")


@dataclass(frozen=True, slots=True)
class Provision:
    """What the answers say about one provision. ``status`` and ``evidence`` are codes with
    their words beside them; ``children`` the references it takes in. ``answers`` are for a
    page to fill, for those who may read them."""

    id: str
    ref: str
    title: str
    criterion: Criterion
    duty: bool
    status: str
    words: str
    evidence: str
    evidence_words: str
    questions: Sequence[str]
    tools: Sequence[Mapping[str, str]]
    children: Sequence[str]
    answers: Sequence[Mapping[str, Any]] = ()

    @property
    def is_rolled_up(self) -> bool:
        """Whether it is evaluated by the points below it alone."""
        return not self.questions

    @property
    def weak_tools(self) -> list[str]:
        """The tools that do not meet it, or of which nothing is known."""
        return [tool["name"] for tool in self.tools if tool["status"] in UNMET]


@dataclass(frozen=True, slots=True)
class Block:
    """A law with its provisions, in the order of the catalogue."""

    law: Law
    rows: Sequence[Provision]
    counts: Mapping[str, int]

    @property
    def is_duty(self) -> bool:
        """Whether one of its provisions binds."""
        return any(row.duty for row in self.rows)

    @property
    def total(self) -> int:
        """How many provisions were evaluated."""
        return sum(self.counts.values())

    @property
    def unmet(self) -> int:
        """How many provisions are not met, those without an answer included."""
        return unmet(self.counts)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Its provisions by status as a stacked bar (``stacked``)."""
        return stacked(self.counts)


def laws_of(data: Mapping[str, Any], catalogue: Catalogue) -> list[Block]:
    """Each law of the catalogue of which a stored score evaluated something.

    A provision that the catalogue no longer knows is left out: see ``unknown_provisions``.
    """
    found = []
    for law in catalogue.laws:
        rows = [
            _provision(catalogue, item)
            for item in data["criteria"]
            if item["law"] == law.id and item["id"] in catalogue.criteria
        ]
        if rows:
            found.append(Block(law, rows, data["law_counts"].get(law.id, {})))
    return found


def unknown_provisions(data: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The provisions of a stored score that the catalogue does not hold, by their ids."""
    return [
        item["id"] for item in data["criteria"] if item["id"] not in catalogue.criteria
    ]


def stacked(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The parts of a stacked bar, from worst to best, each with the place it starts at
    (``from``) and its ``count``; statuses that do not occur are left out."""
    parts, start = [], 0
    for status in STATUSES:
        if counts.get(status):
            parts.append(
                {
                    "status": status,
                    "colour": COLOURS[status],
                    "words": label_of(STATUSES, status),
                    "from": start,
                    "count": counts[status],
                }
            )
            start += counts[status]
    return parts


def unmet(counts: Mapping[str, int]) -> int:
    """How many provisions are not met, of counts by status."""
    return sum(counts.get(status, 0) for status in UNMET)


def _provision(catalogue: Catalogue, item: Mapping[str, Any]) -> Provision:
    criterion = catalogue.criteria[item["id"]]
    return Provision(
        id=item["id"],
        ref=criterion.ref,
        title=criterion.title,
        criterion=criterion,
        duty=item["duty"],
        status=item["status"],
        words=label_of(STATUSES, item["status"]),
        evidence=item["evidence"],
        evidence_words=label_of(EVIDENCE, item["evidence"]),
        questions=item["questions"],
        tools=item["tools"],
        children=[
            catalogue.criteria[child].ref
            for child in item["children"]
            if child in catalogue.criteria
        ],
    )
