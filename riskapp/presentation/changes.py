"""What changed between two scores of the same work, and what moved each number."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import display_text_at
from questionnaires.document.wording import display_text
from questionnaires.document.words import say as _
from riskapp.presentation.labels import EVIDENCE, RATINGS, label_of
from riskapp.presentation.laws import unmet
from riskapp.presentation.score import LABELS, SHARES
from riskapp.scoring.model import LOW_EVIDENCE
from riskapp.scoring.movement import (
    Cause,
    Movement,
    MovementStep,
    Place,
    Scored,
    movement,
    same_entries,
)

MINUS = "−"


@dataclass(frozen=True, slots=True)
class ReaderFormats:
    """How a reader writes numbers and days, and whether answers may be shown."""

    number: Callable[[object], str] = str
    day: Callable[[datetime.date], str] = datetime.date.isoformat
    may_read: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A number before and after, as text ("–" where there was none), and by how much it moved
    ("" where it stayed, or where there is nothing to compare)."""

    label: str
    before: str
    after: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step in words: what changed, the answer before and after, and what it moved.

    ``moved`` are labels with signed numbers; ``began`` and ``ended`` name rules by their ids, ``by`` is
    what moved as numbers by their names.
    """

    words: str
    before: str = ""
    after: str = ""
    reason: str = ""
    moved: Sequence[tuple[str, str]] = ()
    began: Sequence[str] = ()
    ended: Sequence[str] = ()
    by: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule that holds since, or no longer, with its tools and the step that did it ("" where
    that cannot be told)."""

    by: str
    title: str
    tools: Sequence[str]
    cause: str


@dataclass(frozen=True, slots=True)
class Weak:
    """A finding of one of the scores alone; ``cause`` as of a rule."""

    question: str
    tool: str
    text: str
    cause: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two scores. ``steps`` moved something, ``silent`` did
    not; ``is_told``: whether the steps could be computed."""

    rating: tuple[str, str]
    numbers: Sequence[Moved]
    sections: Sequence[Moved]
    laws: Sequence[Moved]
    tools: Sequence[Moved]
    tools_new: Sequence[str]
    tools_gone: Sequence[str]
    rules_new: Sequence[Ruled]
    rules_gone: Sequence[Ruled]
    findings: Moved
    findings_new: Sequence[Weak]
    findings_gone: Sequence[Weak]
    steps: Sequence[ToldStep]
    silent: Sequence[ToldStep]
    is_told: bool
    notes: Sequence[str] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the two scores say the same."""
        lists = (
            *(self.sections, self.laws, self.tools, self.tools_new, self.tools_gone),
            *(self.rules_new, self.rules_gone, self.findings_new, self.findings_gone),
            *(self.steps, self.silent, self.notes),
        )
        return not any(lists) and not any(row.by for row in self.numbers)


def changes(
    before: Scored,
    after: Scored,
    same: Mapping[str, str] | None = None,
    reader: ReaderFormats | None = None,
    laws: Mapping[str, str] | None = None,
) -> Changes:
    """What differs between two scores of the same work, with the cause of each movement.

    ``same`` are the later entries with the earlier ones that are the same tool (by name where
    None), ``laws`` what laws are called by their ids. Both results have their texts in the
    reader's language. Causes are computed (``scoring.movement``), never guessed: where one
    cannot be told it is "".
    """
    reader = reader or ReaderFormats()
    if same is None:
        same = same_entries(before.said, after.said)
    found = movement(before, after, same)
    teller = _Teller(before, after, same, reader)
    steps = [(step, teller.told(step)) for step in found.steps or ()]
    old, new = before.data, after.data
    gone, came, kept = _tools(old, new, same)
    lost, raised = _findings(old, new, same)
    causes = _Causes(steps, same)
    return Changes(
        rating=(
            label_of(RATINGS, old["residual"]["rating"]),
            label_of(RATINGS, new["residual"]["rating"]),
        ),
        numbers=[_number(name, old, new, reader) for name in LABELS],
        sections=_sections(old, new, reader),
        laws=_laws(old, new, laws or {}),
        tools=[
            _moved(b["name"], a["residual"], b["residual"], reader)
            for a, b in kept
            if a["residual"] != b["residual"]
        ],
        tools_new=[tool["name"] for tool in came],
        tools_gone=[tool["name"] for tool in gone],
        rules_new=[causes.of_rule(r, "began") for r in _rules_without(new, old)],
        rules_gone=[causes.of_rule(r, "ended") for r in _rules_without(old, new)],
        findings=_counted(_("Findings"), len(old["findings"]), len(new["findings"])),
        findings_new=[causes.of_finding(row, is_new=True) for row in raised],
        findings_gone=[causes.of_finding(row, is_new=False) for row in lost],
        steps=[told for step, told in steps if told.moved or told.began or told.ended],
        silent=[
            told for step, told in steps if not (told.moved or told.began or told.ended)
        ],
        is_told=found.steps is not None,
        notes=_notes(old, new, found),
    )


def shortened(
    steps: Sequence[ToldStep], most: int, spell: Callable[[object], str] = str
) -> tuple[list[ToldStep], Sequence[tuple[str, str]]]:
    """The ``most`` steps that move the risk by most, in their order, and what all others move
    together, as labels with signed numbers; rules that a step moves are never left out."""
    if len(steps) <= most:
        return list(steps), ()
    heaviest = sorted(steps, key=_weight, reverse=True)[:most]
    kept = [one for one in steps if one in heaviest or one.began or one.ended]
    others = [one for one in steps if one not in kept]
    sums = {
        name: sum((one.by.get(name, Decimal(0)) for one in others), Decimal(0))
        for name in LABELS
    }
    return kept, [(_(LABELS[n]), signed(by, spell)) for n, by in sums.items() if by]


def _weight(step: ToldStep) -> tuple[Decimal, ...]:
    names = ("residual", "residual_model", "control", "evidence", "completeness")
    return tuple(abs(step.by.get(name, Decimal(0))) for name in names)


def signed(by: Decimal | int, spell: Callable[[object], str] = str) -> str:
    """A movement with its sign; "" for none."""
    if not by:
        return ""
    return f"+{spell(by)}" if by > 0 else f"{MINUS}{spell(-by)}"


def _moved(
    label: str,
    before: str | None,
    after: str | None,
    reader: ReaderFormats,
    unit: str = "",
) -> Moved:
    unit = f" {unit}" if unit else ""
    by = ""
    if before is not None and after is not None:
        by = signed(Decimal(after) - Decimal(before), reader.number)
    return Moved(
        label,
        "–" if before is None else f"{reader.number(before)}{unit}",
        "–" if after is None else f"{reader.number(after)}{unit}",
        by,
    )


def _counted(label: str, before: int, after: int) -> Moved:
    return Moved(label, str(before), str(after), signed(Decimal(after - before)))


def _number(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], reader: ReaderFormats
) -> Moved:
    unit = "%" if name in SHARES else ""
    label = _(LABELS[name])
    return _moved(label, old[name]["value"], new[name]["value"], reader, unit)


def _sections(
    old: Mapping[str, Any], new: Mapping[str, Any], reader: ReaderFormats
) -> list[Moved]:
    before = {row["code"]: row for row in old["sections"]}
    after = {row["code"]: row for row in new["sections"]}
    names = {code: row["title"] for code, row in (before | after).items()}
    rows = [
        _moved(
            title,
            before.get(code, {}).get("value"),
            after.get(code, {}).get("value"),
            reader,
            "%",
        )
        for code, title in names.items()
    ]
    return [row for row in rows if row.before != row.after]


def _laws(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> list[Moved]:
    """How many provisions of each law are not met; laws where that stayed are left out."""
    counts = old["law_counts"], new["law_counts"]
    rows = [
        _counted(names.get(law, law), *(unmet(side.get(law, {})) for side in counts))
        for law in {**counts[0], **counts[1]}
    ]
    return [row for row in rows if row.by]


Rows = list[Mapping[str, Any]]


def _tools(
    old: Mapping[str, Any], new: Mapping[str, Any], same: Mapping[str, str]
) -> tuple[Rows, Rows, list[tuple[Mapping[str, Any], Mapping[str, Any]]]]:
    """The tools that went, that came, and those of both in pairs."""
    before = {tool["entry"]: tool for tool in old["tools"]}
    kept, came = [], []
    for tool in new["tools"]:
        earlier = before.pop(same.get(tool["entry"], ""), None)
        if earlier is None:
            came.append(tool)
        else:
            kept.append((earlier, tool))
    return list(before.values()), came, kept


def _findings(
    old: Mapping[str, Any], new: Mapping[str, Any], same: Mapping[str, str]
) -> tuple[Rows, Rows]:
    """The findings of the earlier score alone, and of the later one alone."""

    def keyed(rows: Rows, entry_of: Callable[[str], str]) -> dict[Any, Any]:
        """Rows by what they are about; several of the same in their order."""
        found: dict[Any, Mapping[str, Any]] = {}
        for row in rows:
            about = row["question"], entry_of(row["entry"]), row.get("kind", "")
            number = sum(key[:3] == about for key in found)
            found[(*about, number)] = row
        return found

    before = keyed(old["findings"], str)
    after = keyed(new["findings"], lambda e: same.get(e, f"{e}, new") if e else "")
    return (
        [row for place, row in before.items() if place not in after],
        [row for place, row in after.items() if place not in before],
    )


def _rules_without(these: Mapping[str, Any], others: Mapping[str, Any]) -> Rows:
    """The floors of one score that do not hold in the other, each once with its tools."""
    known = {floor["by"] for floor in others["floors"]}
    found: dict[str, dict[str, Any]] = {}
    for floor in these["floors"]:
        if floor["by"] not in known:
            row = found.setdefault(floor["by"], dict(floor) | {"tools": []})
            if floor["tool"]:
                row["tools"].append(floor["tool"])
    return list(found.values())


def _notes(
    old: Mapping[str, Any], new: Mapping[str, Any], found: Movement
) -> list[str]:
    notes = []
    if old["questionnaire"] != new["questionnaire"]:
        notes.append(
            _("The questionnaire is another one: %(before)s, now %(after)s.")
            % {"before": old["questionnaire"], "after": new["questionnaire"]}
        )
    if old["catalogue"] != new["catalogue"]:
        notes.append(
            _(
                "The criteria are of another version (%(before)s, now %(after)s); what moved the "
                "number of unmet provisions is not told apart from that."
            )
            % {"before": old["catalogue"], "after": new["catalogue"]}
        )
    if old["model"] != new["model"]:
        notes.append(
            _("The model is another one: %(before)s, now %(after)s.")
            % {"before": old["model"], "after": new["model"]}
        )
    if found.steps is None:
        notes.append(
            _(
                "What moved the numbers cannot be told: one of the scores cannot be computed "
                "again from what is stored."
            )
        )
    return notes


def _names(floors: Iterable[str]) -> list[str]:
    return [_("too little evidence") if f == LOW_EVIDENCE else f for f in floors]


class _Causes:
    """Which step made a rule or a finding come or go."""

    def __init__(
        self, steps: Sequence[tuple[MovementStep, ToldStep]], same: Mapping[str, str]
    ) -> None:
        self._steps = steps
        self._same = same

    def of_rule(self, row: Mapping[str, Any], how: str) -> Ruled:
        """The last step at which it began, or ended."""
        words = [
            told.words for step, told in self._steps if row["by"] in getattr(step, how)
        ]
        tools = list(dict.fromkeys(row["tools"]))
        return Ruled(row["by"], row["title"], tools, words[-1] if words else "")

    def of_finding(self, row: Mapping[str, Any], *, is_new: bool) -> Weak:
        """The step that changed its very answer or its tool; no other is named."""
        entry = row["entry"]
        if is_new:
            entry = self._same.get(entry, entry)
        place = (row["question"], entry)
        words = [
            told.words
            for step, told in self._steps
            if place in step.places
            or (entry and step.entry in (entry, f"{entry}, new"))
        ]
        return Weak(
            row["question"], row["tool"], row["text"], words[0] if words else ""
        )


class _Teller:
    """Steps in words."""

    def __init__(
        self,
        before: Scored,
        after: Scored,
        same: Mapping[str, str],
        reader: ReaderFormats,
    ) -> None:
        self._before, self._after, self._reader = before, after, reader
        self._later = {old: new for new, old in same.items()}
        self._titles = {e.id: e.title for e in before.said.filled.entries}
        self._new = {e.id: e.title for e in after.said.filled.entries}
        self._new |= {f"{name}, new": title for name, title in self._new.items()}

    def told(self, step: MovementStep) -> ToldStep:
        """A step with what it moved."""
        spell = self._reader.number
        told = self._words(step)
        return ToldStep(
            words=told.words,
            before=told.before,
            after=told.after,
            reason=told.reason,
            moved=[(_(LABELS[n]), signed(by, spell)) for n, by in step.moved.items()],
            began=_names(step.began),
            ended=_names(step.ended),
            by=step.moved,
        )

    def _words(self, step: MovementStep) -> ToldStep:
        old, new = self._before, self._after
        if step.cause is Cause.MODEL:
            words = _("Another model judges: %(after)s instead of %(before)s.")
            return ToldStep(
                words % {"before": old.data["model"], "after": new.data["model"]}
            )
        if step.cause is Cause.QUESTIONNAIRE:
            words = _(
                "Another version of the questionnaire asks: %(after)s instead of %(before)s. "
                "Answers that no longer fit do not count."
            )
            names = {
                "before": old.data["questionnaire"],
                "after": new.data["questionnaire"],
            }
            return ToldStep(words % names)
        if step.cause is Cause.DAY:
            words = _("Ages count to another day: %(after)s instead of %(before)s.")
            day = self._reader.day
            return ToldStep(
                words
                % {
                    "before": day(old.answer_set.as_of),
                    "after": day(new.answer_set.as_of),
                }
            )
        if step.cause is Cause.TOOL_GONE:
            words = _("%(tool)s is no longer listed.")
            return ToldStep(words % {"tool": self._titles.get(step.entry, step.entry)})
        if step.cause is Cause.TOOL_NEW:
            words = _("%(tool)s is listed now.")
            return ToldStep(words % {"tool": self._new.get(step.entry, step.entry)})
        if len(step.places) > 1:
            return ToldStep(self._several(step))
        return self._one(step)

    def _several(self, step: MovementStep) -> str:
        question, entry = step.places[0]
        document = self._after.said.document
        section = document.section_by_code[document.questions[question].section]
        where = self._titles.get(entry, "") or section.title
        asked = ", ".join(dict.fromkeys(question for question, _entry in step.places))
        words = {
            Cause.ANSWER: _("%(count)s answers changed: %(where)s (%(questions)s)."),
            Cause.REVIEW: _(
                "%(count)s answers count otherwise, and the vendor did not change them: "
                "%(where)s (%(questions)s)."
            ),
            Cause.EVIDENCE: _(
                "The evidence for %(count)s answers changed (%(questions)s)."
            ),
        }[step.cause]
        facts = {"count": len(step.places), "where": where, "questions": asked}
        return words % facts

    def _one(self, step: MovementStep) -> ToldStep:
        place = step.places[0]
        facts = {"question": self._named(place)}
        if step.cause is Cause.EVIDENCE:
            levels = (
                self._before.answer_set.filled.evidence.get(place, "declared"),
                self._after.answer_set.filled.evidence.get(
                    self._then(place), "declared"
                ),
            )
            words = _("The evidence for %(question)s changed.") % facts
            before, after = (label_of(EVIDENCE, level) for level in levels)
            return ToldStep(words, before, after)
        if step.cause is Cause.WORK:
            sides = (self._before.answer_set, self._after.answer_set)
            words = _("The description of the work changed: %(question)s.") % facts
            before, after = (_of_work(side, place[0]) for side in sides)
            return ToldStep(words, before, after)
        words = {
            Cause.ANSWER: _("The answer to %(question)s changed."),
            Cause.REVIEW: _(
                "%(question)s counts otherwise, and the vendor did not change its answer."
            ),
        }[step.cause] % facts
        if not self._reader.may_read:
            return ToldStep(words)
        then = self._then(place)
        return ToldStep(
            words,
            _there(self._before.answer_set, place, self._before),
            _there(self._after.answer_set, then, self._after),
            self._after.answer_set.filled.set_aside.get(then, ""),
        )

    def _then(self, place: Place) -> Place:
        return place[0], self._later.get(place[1], place[1])

    def _named(self, place: Place) -> str:
        tool = self._titles.get(place[1], "")
        return f"{place[0]} ({tool})" if tool else place[0]


def _there(answer_set: AnswerSet, place: Place, side: Scored) -> str:
    question = answer_set.document.questions.get(place[0])
    if question is None:
        return ""
    return display_text_at(side.answer_set, *place)


def _of_work(answer_set: AnswerSet, question_id: str) -> str:
    questions: Iterable[Any] = answer_set.document.profile
    asked = next((q for q in questions if q.id == question_id), None)
    if asked is None:
        return ""
    return display_text(
        answer_set.document, asked, answer_set.filled.profile.get(question_id)
    )
