"""Evaluate one response: from evaluated answers to the five numbers, with every reason."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Document, Section
from questionnaires.document.values import EntryValue, Value, is_reason
from riskapp.scoring import bands, engine
from riskapp.scoring.agreed import Disagreement, disagreements
from riskapp.scoring.bearings import bearings_of, facts_of
from riskapp.scoring.catalogue import Catalogue
from riskapp.scoring.columns import MarkedColumn
from riskapp.scoring.engine import Mark, MarkGroup, ScoredTool, Totals
from riskapp.scoring.missing import LITTLE_EVIDENCE, ON_WORDS_ALONE, SUPPORT_ANSWERS
from riskapp.scoring.model import (
    AUTONOMY,
    LOW_EVIDENCE,
    PERSONAL_DATA,
    RIGHTS,
    Floor,
    LeftOut,
    ScoreResult,
    SectionScore,
    ToolScore,
)
from riskapp.scoring.profile import levels
from riskapp.scoring.provisions import evaluate_criteria
from riskapp.scoring.rated.answer_set import RatedItem
from riskapp.scoring.rated.model import rated, weight_of
from riskapp.scoring.reading import (
    NEWEST,
    READINGS,
    OpenReading,
    Reading,
    Truth,
)
from riskapp.scoring.rules import fired, warnings
from riskapp.scoring.status import NOTHING
from riskapp.scoring.together import Together
from riskapp.scoring.weaknesses import Profile, findings_of

_log = logging.getLogger(__name__)
_OPEN, _ANSWERED = State.OPEN, State.ANSWERED  # looked up once

# A question and the id of an entry, or "".
Place = tuple[str, str]


def evaluate(
    answer_set: AnswerSet,
    catalogue: Catalogue,
    model: int = NEWEST,
    *,
    together: Together | None = None,
) -> ScoreResult:
    """The evaluation of a handed-in response; open questions count as the worst answer.

    ``model`` is 1 or 2 (docs/scoring.md, section 9); KeyError for any other. Where it is one of
    many, ``together`` are all of them, so that the newest model reads them at once.
    """
    if together is not None and model == NEWEST:
        try:
            return _evaluated(together.reading(answer_set), catalogue)
        except Exception:  # noqa: BLE001  # what one of many stops is found out alone
            _log.warning("Read alone, not with many others.", exc_info=True)
            together.part()
    return _evaluated(READINGS[model](answer_set), catalogue)


def evaluate_each(
    answer_sets: Sequence[AnswerSet], catalogue: Catalogue
) -> Iterator[ScoreResult]:
    """The same of many by the newest model."""
    together = Together(answer_sets)
    for answer_set in answer_sets:
        yield evaluate(answer_set, catalogue, together=together)


def _evaluated(reading: Reading, catalogue: Catalogue) -> ScoreResult:
    answer_set = reading.answer_set
    document = answer_set.document
    bearings = bearings_of(answer_set, catalogue)
    columns = reading.columns()
    gaps = [c for c in columns if c.weight and NOTHING in c.tallies]
    groups = _groups(reading, columns)
    impacts, exposures = levels(document, answer_set.filled.profile)
    deciding = _deciding(reading, columns)
    totals = engine.compute(impacts, exposures, groups, _also(deciding))
    rules = fired(reading, bearings.of_rules)
    floors = (*rules, *_evidence_floor(totals))
    residual = engine.with_floors(
        totals.residual_model, (floor.value for floor in floors)
    )
    personal_data = _personal_data(reading)
    strict = isinstance(reading, OpenReading)

    inherent = bands.shown(totals.inherent.value)
    control = bands.percent(totals.control)
    residual_model = bands.shown(totals.residual_model)
    final = bands.shown(residual)
    evidence = bands.percent(totals.evidence)
    return ScoreResult(
        model=reading.model,
        questionnaire=f"{document.id}@{document.version}",
        catalogue=catalogue.version,
        as_of=answer_set.as_of.isoformat(),
        inherent=totals.inherent,
        inherent_value=inherent,
        inherent_band=bands.inherent_band(inherent),
        control=control,
        control_band=bands.control_band(control),
        residual_model=residual_model,
        rating_model=bands.rating(residual_model),
        residual=final,
        rating=bands.rating(final),
        evidence=evidence,
        evidence_band=bands.evidence_band(evidence),
        completeness=bands.percent(totals.completeness),
        provisional=engine.is_provisional(totals.completeness),
        personal_data=personal_data is not Truth.FALSE,
        floors=floors,
        sections=_sections(document, groups, totals, gaps),
        tools=_tools(reading, groups, totals, (impacts, exposures), rules),
        criteria=evaluate_criteria(
            answer_set,
            bearings,
            facts_of(answer_set, catalogue),
            columns,
            personal_data=personal_data,
            strict=strict,
        ),
        warnings=warnings(reading),
        findings=findings_of(
            columns,
            _decided(deciding),
            groups,
            totals,
            rules,
            bearings,
            (impacts, exposures),
            _disagreements(reading),
        ),
        left_out=_left_out(answer_set, gaps),
        claimed=_claimed(reading),
        claims_none=reading.claims_none,
        empty=bool(reading.empty),
        is_short=bool(reading.unasked),
        not_asked=_not_asked(columns, is_short=bool(reading.unasked)),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """The six numbers of an evaluation by their names (0 to 100, one decimal), and the floors
    that hold: the ids of rules, and ``low_confidence``."""

    values: Mapping[str, Decimal]
    floors: tuple[str, ...]


def numbers_of(answer_set: AnswerSet, model: int = NEWEST) -> Numbers:
    """The numbers that ``evaluate`` gives the same answers, without provisions and findings.

    KeyError for a model that is not known.
    """
    reading = READINGS[model](answer_set)
    columns = reading.columns()
    impacts, exposures = levels(reading.document, reading.filled.profile)
    totals = engine.compute(
        impacts,
        exposures,
        _groups(reading, columns),
        _also(_deciding(reading, columns)),
    )
    floors = (*fired(reading), *_evidence_floor(totals))
    residual = engine.with_floors(totals.residual_model, (f.value for f in floors))
    return Numbers(
        {
            "inherent": bands.shown(totals.inherent.value),
            "control": bands.percent(totals.control),
            "residual_model": bands.shown(totals.residual_model),
            "residual": bands.shown(residual),
            "evidence": bands.percent(totals.evidence),
            "completeness": bands.percent(totals.completeness),
        },
        tuple(sorted({floor.by for floor in floors})),
    )


class WhatIf:
    """What the numbers would be if answers were put right; made once, asked often."""

    def __init__(self, answer_set: AnswerSet, model: int = NEWEST) -> None:
        self._read = READINGS[model]
        self._reading = self._read(answer_set)
        self._columns = self._reading.columns()

    def totals(self, places: Container[Place]) -> Totals:
        """The totals with the answers at these places at their best, all others as they are."""
        columns = [
            column._replace(
                marks=[
                    mark._replace(risk=0, is_open=False, is_known=True)
                    if mark is not None
                    and (column.question.id, entry.id if entry else "") in places
                    else mark
                    for mark, entry in zip(column.marks, column.entries, strict=True)
                ]
            )
            for column in self._columns
        ]
        reading = self._reading
        impacts, exposures = levels(reading.document, reading.filled.profile)
        groups = _groups(reading, columns, places)
        return engine.compute(impacts, exposures, groups)

    def floors(self, mended: AnswerSet, totals: Totals) -> tuple[Floor, ...]:
        """The floors that answers which were really changed would give."""
        return (*fired(self._read(mended)), *_evidence_floor(totals))


def _deciding(reading: Reading, columns: Iterable[MarkedColumn]) -> list[MarkedColumn]:
    """The columns of the questions without a weight whose silence counts."""
    names = reading.deciding()
    return [c for c in columns if c.question.id in names] if names else []


def _also(deciding: Iterable[MarkedColumn]) -> tuple[int, int]:
    """Of the questions without a weight that decide something: how many are answered, of
    how many asked."""
    states = [seen.state for column in deciding for seen in column.seen]
    answered = states.count(_ANSWERED)
    return answered, answered + states.count(_OPEN)


def _decided(deciding: Iterable[MarkedColumn]) -> list[tuple[RatedItem, Mark]]:
    """Questions without a weight that decide something and were left open: findings too."""
    return [
        (column.item(place), Mark(0, engine.WORST, is_open=True))
        for column in deciding
        for place, seen in enumerate(column.seen)
        if seen.state is _OPEN
    ]


def _groups(
    reading: Reading,
    columns: Iterable[MarkedColumn],
    mended: Container[Place] = (),
) -> list[MarkGroup]:
    """The sections with their marks; a level that is ``mended`` counts as the lowest."""
    by_section: defaultdict[str, list[Sequence[Mark | None]]] = defaultdict(list)
    for column in columns:
        if column.weight:
            by_section[column.question.section].append(column.marks)
    groups = []
    for section in reading.document.sections:
        marks = by_section[section.code]
        weight = weight_of(section)
        if section.repeat:
            tools = tuple(
                ScoredTool(
                    tuple([m for own in marks if (m := own[place]) is not None]),
                    *(
                        0
                        if (level, entry.id) in mended
                        else _highest(reading, section, level, entry)
                        for level in (RIGHTS, AUTONOMY)
                    ),
                )
                for place, entry in enumerate(reading.entries(section.code))
            )
            groups.append(MarkGroup(section.code, weight, tools=tools, repeats=True))
        else:
            plain = tuple([m for own in marks if (m := own[0]) is not None])
            groups.append(MarkGroup(section.code, weight, marks=plain))
    return groups


def _highest(
    reading: Reading, section: Section, question_id: str, entry: EntryValue
) -> int:
    """The highest level an entry chose in a question; 0 when the document has no such question."""
    question = reading.document.questions.get(question_id)
    if question is None or question.section != section.code:
        return 0
    return reading.level(question, entry.id)


def _evidence_floor(totals: Totals) -> tuple[Floor, ...]:
    if not engine.evidence_is_low(totals.evidence):
        return ()
    return (
        Floor(
            by=LOW_EVIDENCE,
            title=LITTLE_EVIDENCE,
            value=engine.LOW_EVIDENCE_FLOOR,
            rating="moderate",
            why=ON_WORDS_ALONE,
            way_out=SUPPORT_ANSWERS % {"share": engine.LOW_EVIDENCE_BELOW},
        ),
    )


def _personal_data(reading: Reading) -> Truth:
    """Whether personal data is in scope."""
    condition = reading.document.conditions.get(PERSONAL_DATA)
    return Truth.TRUE if condition is None else reading.truth(condition)


def _sections(
    document: Document,
    groups: Iterable[MarkGroup],
    totals: Totals,
    gaps: Iterable[MarkedColumn],
) -> tuple[SectionScore, ...]:
    left_out: defaultdict[str, int] = defaultdict(int)
    for column in gaps:
        without = column.tallies.count(NOTHING)
        left_out[column.question.section] += without * column.weight
    weights = document.kept("weights of sections", _weights_of_sections)
    found = []
    for group in groups:
        title, weight = weights[group.code]
        places = len(group.tools) if group.repeats else 1
        without = left_out[group.code]
        found.append(
            SectionScore(
                code=group.code,
                title=title,
                weight=group.weight,
                value=_percent(totals.sections[group.code]),
                counted_weight=weight * places - without,
                left_out_weight=without,
            )
        )
    return tuple(found)


def _weights_of_sections(document: Document) -> dict[str, tuple[str, int]]:
    """The title of each section, and what its questions weigh together in one place."""
    return {
        section.code: (
            section.title,
            sum(rated(question).weight for question in section.questions),
        )
        for section in document.sections
    }


def _tools(
    reading: Reading,
    groups: Iterable[MarkGroup],
    totals: Totals,
    profile: Profile,
    rules: Iterable[Floor],
) -> tuple[ToolScore, ...]:
    """Each entry alone: its own rights and autonomy in place of what the buyer expected."""
    impacts, exposures = profile
    breadth = exposures[2] if len(exposures) > 2 else 0  # access, autonomy, breadth
    floors: defaultdict[str, list[Floor]] = defaultdict(list)
    for floor in rules:
        if floor.entry:
            floors[floor.entry].append(floor)
    found = []
    for group in groups:
        for tool, entry, control in zip(
            group.tools,
            reading.entries(group.code),
            totals.tool_strengths[group.code],
            strict=True,
        ):
            risk = engine.inherent(
                impacts, (0, 0, breadth), tool.level, tool.autonomy
            ).value
            model = engine.residual(risk, control or Fraction(0))
            own = floors[entry.id]
            final = bands.shown(
                engine.with_floors(model, (floor.value for floor in own))
            )
            found.append(
                ToolScore(
                    entry=entry.id,
                    name=entry.title,
                    level=tool.level,
                    autonomy=tool.autonomy,
                    inherent=bands.shown(risk),
                    control=_percent(control),
                    residual_model=bands.shown(model),
                    residual=final,
                    rating=bands.rating(final),
                    floors=tuple(dict.fromkeys(floor.by for floor in own)),
                )
            )
    return tuple(found)


def _disagreements(reading: Reading) -> Iterable[Disagreement]:
    return disagreements(reading) if isinstance(reading, OpenReading) else ()


def _left_out(
    answer_set: AnswerSet, gaps: Iterable[MarkedColumn]
) -> tuple[LeftOut, ...]:
    """What carries a weight and does not count, section by section, entry by entry."""
    with_gaps: dict[str, list[MarkedColumn]] = {}
    for column in gaps:
        with_gaps.setdefault(column.question.section, []).append(column)
    found = []
    for columns_of_section in with_gaps.values():
        for place, entry in enumerate(columns_of_section[0].entries):
            for column in columns_of_section:
                if column.marks[place] is not None:
                    continue
                entry_id = entry.id if entry else ""
                value = answer_set.value(column.question.id, entry_id)
                found.append(
                    LeftOut(
                        question=column.question.id,
                        weight=column.weight,
                        state=column.item(place).standing,
                        tool=entry.title if entry else "",
                        entry=entry_id,
                        reason=_reason_in(value),
                    )
                )
    return tuple(found)


def _not_asked(
    columns: Iterable[MarkedColumn], *, is_short: bool
) -> tuple[LeftOut, ...]:
    """What was never asked and may apply, each question once: section by section, as it is met
    entry by entry."""
    by_section: dict[str, list[tuple[int, MarkedColumn]]] = {}
    if not is_short:
        return ()
    for column in columns:
        states = [seen.state for seen in column.seen]
        if State.NOT_ASKED in states:
            own = by_section.setdefault(column.question.section, [])
            own.append((states.index(State.NOT_ASKED), column))
    return tuple(
        LeftOut(question=column.question.id, weight=column.weight, state="not_asked")
        for own in by_section.values()
        for _, column in sorted(own, key=lambda found: found[0])
    )


def _claimed(reading: Reading) -> tuple[LeftOut, ...]:
    """Where "does not apply" counts as open until a reviewer accepts it."""
    if not isinstance(reading, OpenReading):
        return ()
    titles = {entry.id: entry.title for entry in reading.filled.entries}
    return tuple(
        LeftOut(
            question=question,
            weight=rated(reading.document.questions[question]).weight,
            state="claimed",
            tool=titles.get(entry, ""),
            entry=entry,
            reason=_reason_in(value),
        )
        for (question, entry), value in reading.claimed.items()
    )


def _reason_in(value: Value | None) -> str:
    return (
        str(value["not_applicable"])
        if is_reason(value) and isinstance(value, dict)
        else ""
    )


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else bands.percent(share)
