"""The arithmetic of the model on flat inputs: exact, without knowing any question.

Sums of fractions are taken over one denominator, because adding them one by one takes most of
the time of an evaluation; the tests hold them to the plain way.

What goes in are risk values (0 to 4) with weights; what comes out are exact fractions.
See docs/scoring.md, sections 3 to 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from riskapp.scoring.bands import FLOOR_VALUES, in_tenths, percent, shown

WORST = 4
POINTS = Fraction(25, 2)  # so that the worst impact and exposure give a hundred
LARGEST_REDUCTION = Fraction(9, 10)
KNOCK_OUT_LEVEL = 4
KNOCK_OUT_VALUE = 50
LOW_EVIDENCE_FLOOR = FLOOR_VALUES["moderate"]
LOW_EVIDENCE_BELOW = 20
PROVISIONAL_BELOW = 80

# Half points, so that sums stay whole numbers.
EVIDENCE_POINTS = {"declared": 0, "documented": 1, "verified": 2}


class Mark(NamedTuple):
    """One question that counts: its weight, its risk (open counts as 4), its evidence, and
    whether the answer says more than "not known". What was never asked is open, too."""

    weight: int
    risk: int
    is_open: bool = False
    evidence: str = "declared"
    is_known: bool = True
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class ScoredTool:
    """One entry with the level of its highest right and of its autonomy (0 to 4)."""

    marks: tuple[Mark, ...]
    level: int = 0
    autonomy: int = 0


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """A section: plain marks, or tools where it repeats. ``weight`` is its share in the total."""

    code: str
    weight: int
    marks: tuple[Mark, ...] = ()
    tools: tuple[ScoredTool, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Inherent:
    """What an engagement could cost before any control, 0 to 100, and what it comes from:
    the highest impact and the mean of three exposures (0 to 4 each)."""

    impact: int
    x1: int
    x2: int
    x3: int
    exposure: Fraction
    before_knock_out: Fraction
    value: Fraction

    @property
    def knocked_out(self) -> bool:
        """Whether access to production alone raised it."""
        return self.value != self.before_knock_out


def inherent(
    impacts: Iterable[int], exposures: Sequence[int], level: int = 0, autonomy: int = 0
) -> Inherent:
    """Inherent risk (docs/scoring.md, section 3); everything that goes in is a level, 0 to 4.
    ``exposures`` are the buyer's access, autonomy and breadth.

    The highest right and autonomy of the tools can raise the first two, never lower them.
    """
    access, expected, breadth = (*exposures, 0, 0, 0)[:3]
    return _inherent(
        max(impacts, default=0), max(access, level), max(expected, autonomy), breadth
    )


@lru_cache(maxsize=1024)  # levels from 0 to 4: there are 625
def _inherent(impact: int, x1: int, x2: int, x3: int) -> Inherent:
    exposure = Fraction(x1 + x2 + x3, 3)
    before = POINTS * (impact + exposure)
    value = max(before, Fraction(KNOCK_OUT_VALUE)) if x1 == KNOCK_OUT_LEVEL else before
    return Inherent(impact, x1, x2, x3, exposure, before, value)


# What marks count, added up in one whole number, so that adding is one step: from the highest bits
# the weight that was asked, that of it with a known answer, half points of evidence, points of
# strength, and the weight of all.
Counted = int
_ROOM = 32
_MOST = (1 << _ROOM) - 1


@lru_cache(maxsize=4096)  # few weights, five risks: marks are alike
def _counted(mark: Mark) -> Counted:
    weight, risk, is_open, evidence, is_known, is_asked = mark
    fields = (
        weight,
        weight * (WORST - risk),
        0 if is_open else weight * EVIDENCE_POINTS[evidence],
        weight if is_asked and is_known and not is_open else 0,
        weight if is_asked else 0,
    )
    return sum(field << _ROOM * place for place, field in enumerate(fields))


def counted(marks: Iterable[Mark]) -> Counted:
    """What marks count together."""
    return sum(map(_counted, marks))


def strength(marks: Counted) -> Fraction | None:
    """The weighted quality of answers from 0 to 1; None where nothing counts."""
    weight, points = marks & _MOST, marks >> _ROOM & _MOST
    return Fraction(points, WORST * weight) if weight else None


def mean_and_worst(strengths: Sequence[Fraction]) -> Fraction | None:
    """Tools together, 0 to 1: the mean and the minimum weigh alike, because an attacker
    chooses. None without any."""
    if not strengths:
        return None
    whole = lcm(*[value.denominator for value in strengths])
    shares = [value.numerator * (whole // value.denominator) for value in strengths]
    count = len(shares)
    return Fraction(sum(shares) + count * min(shares), 2 * count * whole)


def total(groups: Mapping[str, tuple[int, Fraction | None]]) -> Fraction | None:
    """All sections, each a weight and a strength, together by their weights, 0 to 1; None
    when none applies."""
    apply = [(weight, value) for weight, value in groups.values() if value is not None]
    weight = sum([weight for weight, _ in apply])
    if not weight:
        return None
    whole = lcm(*[value.denominator for _, value in apply])
    points = sum([w * v.numerator * (whole // v.denominator) for w, v in apply])
    return Fraction(points, weight * whole)


def residual(risk: Fraction, control: Fraction) -> Fraction:
    """What is left of an inherent risk (0 to 100) after control (0 to 1): at best a tenth."""
    most, out_of = LARGEST_REDUCTION.numerator, LARGEST_REDUCTION.denominator
    whole = out_of * control.denominator
    left = whole - most * control.numerator
    return Fraction(risk.numerator * left, risk.denominator * whole)


def evidence_share(marks: Counted) -> Fraction:
    """How much of what counts is backed, 0 to 1; open questions count nothing. 0 where nothing
    counts."""
    weight, points = marks & _MOST, marks >> 2 * _ROOM & _MOST
    return Fraction(points, 2 * weight) if weight else Fraction(0)


def completeness(marks: Counted, also: tuple[int, int] = (0, 0)) -> Fraction:
    """The share of the weight that was asked that is answered with something known, 0 to 1. 1
    where nothing was.

    ``also`` are weights answered and asked beside the marks.
    """
    answered = also[0] + (marks >> 3 * _ROOM & _MOST)
    weight = also[1] + (marks >> 4 * _ROOM)
    return Fraction(answered, weight) if weight else Fraction(1)


def evidence_is_low(share: Fraction) -> bool:
    """Whether so little is backed (0 to 1) that it puts a floor under the residual."""
    return percent(share) < LOW_EVIDENCE_BELOW


def is_provisional(share: Fraction) -> bool:
    """Whether so little is answered (0 to 1) that the score is only for now."""
    return percent(share) < PROVISIONAL_BELOW


def with_floors(model: Fraction, floors: Iterable[int]) -> Fraction:
    """The residual after floors, all 0 to 100: the highest of them; floors do not add."""
    highest = max(floors, default=0)
    return model if model >= highest and model >= 0 else Fraction(max(highest, 0))


@dataclass(frozen=True, slots=True)
class Totals:
    """The result of the model for one response: risks 0 to 100, everything else 0 to 1, and
    None where nothing applied."""

    inherent: Inherent
    sections: Mapping[str, Fraction | None]
    control: Fraction
    residual_model: Fraction
    evidence: Fraction
    completeness: Fraction
    tool_strengths: Mapping[str, tuple[Fraction | None, ...]]  # by section


def compute(
    impacts: Sequence[int],
    exposures: Sequence[int],
    groups: Sequence[MarkGroup],
    also: tuple[int, int] = (0, 0),
) -> Totals:
    """Everything but floors. Where nothing applies at all, control is 0: nothing is shown.

    ``also`` counts in completeness beside the marks: weights answered and asked.
    """
    tools = [tool for group in groups for tool in group.tools]
    risk = inherent(
        impacts,
        exposures,
        max((tool.level for tool in tools), default=0),
        max((tool.autonomy for tool in tools), default=0),
    )
    alone: dict[str, tuple[Fraction | None, ...]] = {}
    sections: dict[str, Fraction | None] = {}
    every = 0
    for group in groups:
        own = [counted(tool.marks) for tool in group.tools]
        plain = counted(group.marks)
        every += plain + sum(own)
        strengths = alone[group.code] = tuple([strength(tool) for tool in own])
        sections[group.code] = (
            mean_and_worst([value for value in strengths if value is not None])
            if group.repeats
            else strength(plain)
        )
    control = total({g.code: (g.weight, sections[g.code]) for g in groups}) or Fraction(
        0
    )
    return Totals(
        inherent=risk,
        sections=sections,
        control=control,
        residual_model=residual(risk.value, control),
        evidence=evidence_share(every),
        completeness=completeness(every, also),
        tool_strengths=alone,
    )


class Gains:
    """How far the model residual falls when one answer is put right, computed in one step each:
    in ``parts`` of one, of which ``whole`` make a point, so that gains compare as whole numbers."""

    def __init__(self, totals: Totals, groups: Sequence[MarkGroup]) -> None:
        weight = sum([g.weight for g in groups if totals.sections[g.code] is not None])
        most = totals.inherent.value * LARGEST_REDUCTION
        weights = {
            g.code: counted(g.marks) & _MOST or 1 for g in groups if not g.repeats
        }
        self._tools = {
            g.code: _ToolSums(g, totals.tool_strengths[g.code])
            for g in groups
            if g.repeats
        }
        # What a rise of strength by one is worth: over one denominator for all sections.
        out_of = weights | {code: sums.out_of for code, sums in self._tools.items()}
        shared = lcm(*out_of.values())
        self._worth = {
            g.code: most.numerator * g.weight * (shared // out_of[g.code])
            for g in groups
        }
        self.whole = (
            most.denominator * WORST * (weight or 1) * shared
        )  # all 0 without any
        self._found: dict[tuple[str, int, int | None], tuple[int, Decimal]] = {}

    def gain(self, code: str, mark: Mark, tool: int | None = None) -> Fraction:
        """The gain in points of R_model; ``tool`` is the entry's place in a repeating section."""
        return Fraction(self.parts(code, mark, tool)[0], self.whole)

    def parts(
        self, code: str, mark: Mark, tool: int | None = None
    ) -> tuple[int, Decimal]:
        """The same in parts, and in points as they are shown."""
        points = mark.weight * mark.risk
        key = (code, points, tool)
        found = self._found.get(key)
        if found is None:
            rise = points
            if tool is not None and points:
                rise = self._tools[code].rise(tool, points)
            parts = self._worth[code] * rise
            found = self._found[key] = parts, in_tenths(parts, self.whole)
        return found


class _ToolSums:
    """The strengths of the tools of one section, ready for "what if one were better": times 4,
    and over one denominator."""

    def __init__(self, group: MarkGroup, found: Iterable[Fraction | None]) -> None:
        weights = [counted(tool.marks) & _MOST for tool in group.tools]
        whole = lcm(*[weight for weight in weights if weight])
        self._unit = [whole // weight if weight else 0 for weight in weights]
        self._strengths = [
            0 if value is None else WORST * value.numerator * whole // value.denominator
            for value in found
        ]
        present = sorted(
            [own for own, unit in zip(self._strengths, self._unit, strict=True) if unit]
        )
        self._count = len(present)
        self._least = present[0] if present else 0
        self._second = present[1] if len(present) > 1 else None
        self.out_of = 2 * (self._count or 1) * whole

    def rise(self, tool: int, points: int) -> int:
        """How far mean and worst together rise when a tool wins so many weighted points; over
        ``out_of``."""
        better = points * self._unit[tool]
        before = self._strengths[tool]
        if before != self._least:
            return better
        after = before + better
        if self._second is not None:
            after = min(after, self._second)
        return better + self._count * (after - before)


__all__ = [
    "Gains",
    "Inherent",
    "Mark",
    "MarkGroup",
    "ScoredTool",
    "Totals",
    "compute",
    "inherent",
    "percent",
    "residual",
    "shown",
    "with_floors",
]
