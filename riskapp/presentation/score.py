"""A stored score in rows and words: its numbers, the rules behind it and why it is what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.presentation.labels import BANDS, RATINGS, RISKS, SUGGESTED, label_of
from riskapp.scoring.missing import words_of_floor

FIVE = ("inherent", "control", "residual", "evidence", "completeness")
NAMED = 2  # so many tools of a rule are named in the sentence that says why
LABELS = {
    "inherent": mark("Inherent risk"),
    "control": mark("Control strength"),
    "residual_model": mark("After controls (model)"),
    "residual": mark("Residual risk"),
    "evidence": mark("Evidence"),
    "completeness": mark("Completeness"),
}
MEANINGS = {
    "inherent": mark("what could go wrong before any control"),
    "control": mark("how good the answers are"),
    "residual": mark("what remains; the rating"),
    "evidence": mark("how much is evidenced, not only declared"),
    "completeness": mark("how much was answered"),
}
SHARES = ("control", "evidence", "completeness")


@dataclass(frozen=True, slots=True)
class ScoreFigure:
    """One number of a score: 0 to 100 as text with one decimal; a share of a hundred where
    ``unit`` is "%". ``band`` is its code, ``words`` the same in words."""

    name: str
    label: str
    value: str
    unit: str
    band: str
    words: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Firing:
    """One time a rule fired, or could not be ruled out: at a tool, or "" for all of it.

    ``because`` are the questions behind it, ``missing`` says why it cannot be ruled out ("":
    it fired) for want of the answers to ``lacking``. ``answers`` are for a page to fill, for those who may read them.
    """

    tool: str
    entry: str
    rating: str
    value: int
    because: Sequence[str]
    missing: str
    lacking: Sequence[str]
    answers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A floor under the rating with every time it holds, the heaviest first.

    ``value`` (20, 40 or 60) and ``rating`` are those of the heaviest; too little evidence is
    no rule (``is_rule``).
    """

    by: str
    title: str
    why: str
    way_out: str
    value: int
    rating: str
    rating_words: str
    is_rule: bool
    criteria: Sequence[str]
    firings: Sequence[Firing]

    @property
    def tools(self) -> list[str]:
        """The tools it is about, each once."""
        return list(dict.fromkeys(one.tool for one in self.firings if one.tool))

    @property
    def missing(self) -> list[Firing]:
        """Where it cannot be ruled out."""
        return [one for one in self.firings if one.missing]

    @property
    def shown_firings(self) -> list[Firing]:
        """Each with its answers; of a tool for which it fired for certain, not what else might
        have been."""
        certain = {one.tool for one in self.firings if not one.missing}
        return [o for o in self.firings if not o.missing or o.tool not in certain]

    @property
    def is_certain(self) -> bool:
        """Whether it fired at its heaviest."""
        return any(not o.missing and o.value == self.value for o in self.firings)


@dataclass(frozen=True, slots=True)
class Presentation:
    """A score as people read it. ``rules`` come heaviest first, ``tools`` worst first, as the
    score stores them and with ``rating_words``."""

    numbers: Mapping[str, ScoreFigure]
    rating: str
    rating_words: str
    risk_words: str
    suggested: str
    reason: str
    is_provisional: bool
    rules: Sequence[FiredRule]
    tools: Sequence[Mapping[str, Any]]
    is_raised: bool

    @property
    def five(self) -> list[ScoreFigure]:
        """The five numbers, in the order they are told."""
        return [self.numbers[name] for name in FIVE]

    @property
    def holder(self) -> FiredRule | None:
        """The rule that raises the rating; None where the model alone gives it."""
        return self.rules[0] if self.is_raised else None


def present(
    data: Mapping[str, Any], spell: Callable[[object], str] = str
) -> Presentation:
    """A score as ``scoring.export.to_data`` writes it, with its texts in the reader's language
    already (``presentation.language``); ``spell`` writes a number as that language does.

    Raises KeyError for data of another shape.
    """
    numbers = {name: _figure(name, data) for name in LABELS}
    rules = rules_of(data)
    rating = data["residual"]["rating"]
    raised = Decimal(data["residual"]["value"]) > Decimal(
        data["residual_model"]["value"]
    )
    holder = rules[0] if raised else None
    return Presentation(
        numbers=numbers,
        rating=rating,
        rating_words=label_of(RATINGS, rating),
        risk_words=label_of(RISKS, rating),
        suggested=label_of(SUGGESTED, rating),
        reason=_raised(holder, numbers, spell) if holder else _left(numbers, spell),
        is_provisional=data["provisional"],
        rules=rules,
        tools=tools_of(data),
        is_raised=raised,
    )


def rules_of(data: Mapping[str, Any]) -> list[FiredRule]:
    """What puts a floor under a stored score, heaviest first, each once."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for floor in sorted(data["floors"], key=lambda floor: -floor["value"]):
        found.setdefault(floor["by"], []).append(floor)
    return [_rule(floors) for floors in found.values()]


def tools_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tools of a stored score, each evaluated alone, the highest residual first."""
    worst_first = sorted(data["tools"], key=lambda tool: -Decimal(tool["residual"]))
    return [
        dict(tool) | {"rating_words": label_of(RATINGS, tool["rating"])}
        for tool in worst_first
    ]


def _figure(name: str, data: Mapping[str, Any]) -> ScoreFigure:
    stored = data[name]
    band = stored.get("band") or stored.get("rating", "")
    words = label_of(BANDS, band)
    if name == "completeness":
        words = _("provisional") if data["provisional"] else _("sufficient")
    return ScoreFigure(
        name=name,
        label=_(LABELS[name]),
        value=stored["value"],
        unit="%" if name in SHARES else "",
        band=band,
        words=words,
        meaning=_(MEANINGS[name]) if name in MEANINGS else "",
    )


def _rule(floors: Sequence[Mapping[str, Any]]) -> FiredRule:
    heaviest = floors[0]
    return FiredRule(
        by=heaviest["by"],
        title=heaviest["title"],
        why=heaviest["why"],
        way_out=heaviest["way_out"],
        value=heaviest["value"],
        rating=heaviest["rating"],
        rating_words=label_of(RISKS, heaviest["rating"]),
        is_rule=heaviest["is_rule"],
        criteria=heaviest["criteria"],
        firings=[
            Firing(
                tool=floor["tool"],
                entry=floor["entry"],
                rating=floor["rating"],
                value=floor["value"],
                because=floor["because"],
                missing=words_of_floor(floor),
                lacking=floor.get("missing", ()),
            )
            for floor in floors
        ],
    )


def _raised(
    rule: FiredRule, numbers: Mapping[str, ScoreFigure], spell: Callable[[object], str]
) -> str:
    words = (
        _(
            "%(rule)s. That alone puts the residual risk at %(floor)s or more; the model "
            "gives %(model)s."
        )
        if rule.is_certain or not rule.missing
        else _(
            "This cannot be ruled out, because answers are missing: %(rule)s. That alone puts "
            "the residual risk at %(floor)s or more; the model gives %(model)s."
        )
    )
    tools = ", ".join(rule.tools[:NAMED])
    return words % {
        "rule": f"{rule.title}{f' ({tools})' if tools else ''}",
        "floor": spell(rule.value),
        "model": spell(numbers["residual_model"].value),
    }


def _left(numbers: Mapping[str, ScoreFigure], spell: Callable[[object], str]) -> str:
    return _(
        "Of an inherent risk of %(inherent)s, %(residual)s remains: control strength is "
        "%(band)s, %(control)s %%, and no rule raises the rating."
    ) % {
        "inherent": spell(numbers["inherent"].value),
        "residual": spell(numbers["residual"].value),
        "band": numbers["control"].words,
        "control": spell(numbers["control"].value),
    }
