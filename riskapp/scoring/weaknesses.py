"""What is weak in the answers, as findings: what each would gain, and which comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from questionnaires.document.answer_set import State
from questionnaires.document.model import Question
from riskapp.scoring import bands, engine
from riskapp.scoring.agreed import Disagreement
from riskapp.scoring.bearings import Bearings
from riskapp.scoring.engine import Gains, Mark, MarkGroup, ScoredTool, Totals
from riskapp.scoring.model import AUTONOMY, RIGHTS, VENDOR, FindingScore, Floor
from riskapp.scoring.rated.answer_set import WEAK, RatedItem
from riskapp.scoring.rated.model import rated
from riskapp.scoring.reading import MarkedColumn

ALL_TOOLS = ""

# The impact and the exposure levels of the engagement.
Profile = tuple[list[int], list[int]]

Weakness = tuple[Fraction, Sequence[Floor], RatedItem, Mark, Disagreement | None]


def findings_of(
    columns: Iterable[MarkedColumn],
    decided: Iterable[tuple[RatedItem, Mark]],
    groups: list[MarkGroup],
    totals: Totals,
    rules: Iterable[Floor],
    bearings: Bearings,
    profile: Profile,
    disagreements: Iterable[Disagreement],
) -> tuple[FindingScore, ...]:
    """Weak and open answers, and what goes beyond the agreement: those that fired a rule
    first, then by what mending would gain. ``decided`` are questions without a weight that
    were left open."""
    gains = Gains(totals, groups)
    places = _places(columns)
    fired_by = _fired_by(rules)
    found: list[Weakness] = []
    for column in columns:
        question = column.question
        for place, mark in enumerate(column.marks):
            if mark is None or mark.risk == 0 or not mark.is_asked:
                continue
            entry = column.entries[place]
            floors = fired_by.get((question.id, entry.id if entry else ""), ())
            if mark.risk >= WEAK or floors:
                gain = gains.gain(question.section, mark, place if entry else None)
                found.append((gain, floors, column.item(place), mark, None))
    for item, mark in decided:
        floors = fired_by.get(
            (item.question.id, item.entry.id if item.entry else ""), ()
        )
        gain = _level_gain(profile, groups, totals, item, places)
        found.append((gain, floors, item, mark, None))
    for one in disagreements:
        item = RatedItem(one.question, one.entry, State.ANSWERED, one.risk, "")
        gain = _level_gain(profile, groups, totals, item, places)
        # Coming down to what was agreed need not lift a rule.
        found.append((gain, (), item, Mark(0, one.risk), one))
    # Whole numbers over one denominator compare as the fractions do, only faster.
    whole = lcm(*{gain.denominator for gain, *_ in found})

    def order(weakness: Weakness) -> tuple[int, int, str, str]:
        gain, floors, item, *_ = weakness
        return (
            -max([floor.value for floor in floors], default=0),
            -gain.numerator * (whole // gain.denominator),
            item.question.id,
            item.entry.title if item.entry else "",
        )

    return tuple(
        _finding(*weakness, bearings.of_finding[weakness[2].question.id])
        for weakness in sorted(found, key=order)
    )


def _fired_by(rules: Iterable[Floor]) -> Mapping[tuple[str, str], Sequence[Floor]]:
    """The rules that an answer makes stand, by its place."""
    found: defaultdict[tuple[str, str], list[Floor]] = defaultdict(list)
    for floor in rules:
        for question_id in floor.because:
            found[question_id, floor.entry].append(floor)
            if floor.entry:
                found[question_id, ALL_TOOLS].append(floor)
    return found


def _level_gain(
    profile: Profile,
    groups: Iterable[MarkGroup],
    totals: Totals,
    item: RatedItem,
    places: Mapping[str, int],
) -> Fraction:
    """The gain where the level an open question stands for were the lowest instead."""
    tools: list[ScoredTool] = []
    for group in groups:
        for place, tool in enumerate(group.tools):
            is_it = (
                item.entry is not None
                and group.code == item.question.section
                and place == places[item.entry.id]
            )
            if is_it and item.question.id == RIGHTS:
                tool = replace(tool, level=0)  # noqa: PLW2901  # the same tool, changed
            elif is_it and item.question.id == AUTONOMY:
                tool = replace(tool, autonomy=0)  # noqa: PLW2901  # the same tool, changed
            tools.append(tool)
    then = engine.inherent(
        *profile,
        max((tool.level for tool in tools), default=0),
        max((tool.autonomy for tool in tools), default=0),
    )
    return totals.residual_model - engine.residual(then.value, totals.control)


def _places(columns: Iterable[MarkedColumn]) -> dict[str, int]:
    """The place of every entry among the tools of its section."""
    entries = {column.question.section: column.entries for column in columns}
    return {
        entry.id: place
        for own in entries.values()
        for place, entry in enumerate(own)
        if entry is not None
    }


def _finding(
    gain: Fraction,
    floors: Sequence[Floor],
    item: RatedItem,
    mark: Mark,
    beyond: Disagreement | None,
    criteria: tuple[str, ...],
) -> FindingScore:
    question: Question = item.question
    rated_question = rated(question)
    return FindingScore(
        question=question.id,
        section=question.section,
        risk=mark.risk,
        gain=bands.shown(gain),
        text=beyond.text if beyond else rated_question.finding or question.text,
        remedy=beyond.remedy if beyond else rated_question.remedy,
        why=item.why,
        criteria=criteria,
        rules=tuple(dict.fromkeys([floor.by for floor in floors])),
        tool=item.entry.title if item.entry else "",
        entry=item.entry.id if item.entry else "",
        is_open=mark.is_open,
        kind=beyond.kind if beyond else VENDOR,
    )
