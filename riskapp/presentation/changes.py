"""What changed between two scores of the same work, and what moved each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from questionnaires.document.words import say as _
from riskapp.presentation.labels import RATINGS, label_of
from riskapp.presentation.laws import unmet
from riskapp.presentation.score import LABELS, SHARES
from riskapp.presentation.steps import ReaderFormats, StepTeller, ToldStep, signed
from riskapp.scoring.movement import Movement, MovementStep, ScorePair


@dataclass(frozen=True, slots=True)
class Moved:
    """A number before and after, as text ("–" where there was none), and by how much it moved
    ("" where it stayed, or where there is nothing to compare)."""

    label: str
    before: str
    after: str
    by: str = ""


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
    pair: ScorePair,
    reader: ReaderFormats | None = None,
    laws: Mapping[str, str] | None = None,
) -> Changes:
    """What differs between two scores of the same work, with the cause of each movement.

    ``laws`` is what laws are called by their ids. Both results have their texts in the
    reader's language. Causes are computed (``scoring.movement``), never guessed: where one
    cannot be told it is "".
    """
    reader = reader or ReaderFormats()
    same, found = pair.same, pair.movement
    teller = StepTeller(pair, reader)
    steps = [(step, teller.told(step)) for step in found.steps or ()]
    old, new = pair.before.data, pair.after.data
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
