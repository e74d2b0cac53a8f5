"""What is weak in the answers, as findings: what each would gain, and which comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from questionnaires.document.answer_set import State
from riskapp.scoring import bands, engine
from riskapp.scoring.agreed import Disagreement
from riskapp.scoring.bearings import Bearings
from riskapp.scoring.columns import MarkedColumn
from riskapp.scoring.engine import Gains, Mark, MarkGroup, ScoredTool, Totals
from riskapp.scoring.model import AUTONOMY, RIGHTS, VENDOR, FindingScore, Floor
from riskapp.scoring.rated.answer_set import WEAK, RatedItem

ALL_TOOLS = ""
HUNDRED = 100
NO_FLOORS: Sequence[Floor] = ()

# The impact and the exposure levels of the engagement.
Profile = tuple[list[int], list[int]]

# In its order: by the heaviest rule and the gain, in one number, by question and tool, and as it
# was met.
Weakness = tuple[int, str, str, int, FindingScore]


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
    fired_by = _fired_by(rules)
    levels = _of_levels(columns, decided, disagreements, groups, totals, profile)
    gains = Gains(totals, groups)
    # Whole numbers over one denominator compare as the fractions do, only faster.
    whole = lcm(gains.whole, *{gain.denominator for *_, gain in levels})
    scale = whole // gains.whole
    most = (HUNDRED + 1) * whole  # no gain comes up to it
    found: list[Weakness] = []
    names = {name for name, _ in fired_by}
    words, weakest = bearings.finding_words, WEAK
    for question, _weight, entries, seen, marks, _tallies in columns:
        name, section = question.id, question.section
        is_named = name in names
        least = 1 if is_named else weakest
        for place, mark in enumerate(marks):
            if mark is None or mark.risk < least or not mark.is_asked:
                continue
            entry = entries[place]
            entry_id, title = (entry.id, entry.title) if entry else ("", "")
            floors = (
                fired_by.get((name, entry_id), NO_FLOORS) if is_named else NO_FLOORS
            )
            risk = mark.risk
            if risk < weakest and not floors:
                continue
            parts, shown = gains.parts(section, mark, place if entry else None)
            text, remedy, criteria = words[name]
            found.append(
                (
                    -parts * scale - most * (_heaviest(floors) if floors else 0),
                    name,
                    title,
                    len(found),
                    FindingScore(
                        name,
                        section,
                        risk,
                        shown,
                        text,
                        remedy,
                        seen[place].why,
                        criteria,
                        _names(floors) if floors else (),
                        title,
                        entry_id,
                        mark.is_open,
                    ),
                )
            )
    for item, mark, beyond, gain in levels:
        entry_id = item.entry.id if item.entry else ""
        # Coming down to what was agreed need not lift a rule.
        floors = () if beyond else fired_by.get((item.question.id, entry_id), ())
        found.append(
            (
                -gain.numerator * (whole // gain.denominator)
                - most * _heaviest(floors),
                item.question.id,
                item.entry.title if item.entry else "",
                len(found),
                _of_level(item, mark, beyond, gain, floors, bearings),
            )
        )
    found.sort()
    return tuple([finding for *_, finding in found])


def _heaviest(floors: Sequence[Floor]) -> int:
    return max([floor.value for floor in floors], default=0)


def _names(floors: Sequence[Floor]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([floor.by for floor in floors]))


def _of_levels(
    columns: Iterable[MarkedColumn],
    decided: Iterable[tuple[RatedItem, Mark]],
    disagreements: Iterable[Disagreement],
    groups: Sequence[MarkGroup],
    totals: Totals,
    profile: Profile,
) -> list[tuple[RatedItem, Mark, Disagreement | None, Fraction]]:
    """The weaknesses that are not of a mark: a level that was left open, or goes beyond what
    was agreed; with what each would gain."""
    found: list[tuple[RatedItem, Mark, Disagreement | None]] = [
        (item, mark, None) for item, mark in decided
    ]
    for one in disagreements:
        item = RatedItem(one.question, one.entry, State.ANSWERED, one.risk, "")
        found.append((item, Mark(0, one.risk), one))
    if not found:
        return []
    places = _places(columns)
    return [
        (item, mark, one, _level_gain(profile, groups, totals, item, places))
        for item, mark, one in found
    ]


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


def _of_level(
    item: RatedItem,
    mark: Mark,
    beyond: Disagreement | None,
    gain: Fraction,
    floors: Sequence[Floor],
    bearings: Bearings,
) -> FindingScore:
    question = item.question
    text, remedy, criteria = bearings.finding_words[question.id]
    return FindingScore(
        question=question.id,
        section=question.section,
        risk=mark.risk,
        gain=bands.shown(gain),
        text=beyond.text if beyond else text,
        remedy=beyond.remedy if beyond else remedy,
        why=item.why,
        criteria=criteria,
        rules=_names(floors),
        tool=item.entry.title if item.entry else "",
        entry=item.entry.id if item.entry else "",
        is_open=mark.is_open,
        kind=beyond.kind if beyond else VENDOR,
    )
