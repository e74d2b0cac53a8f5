"""Findings as themes: one line per critical rule, else per control, with the tools concerned.

A theme is what a reader has to take in and decide on. Its findings belong to one control
(``controls``); it is headed by the critical rule of that control while this rule stands, that
is: while it fired or cannot be ruled out. A finding that makes a rule stand is shown under
that rule; every finding belongs to exactly one theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from questionnaires.document.model import Document
from questionnaires.document.words import mark, say
from riskapp.scoring.bands import RATINGS
from riskapp.scoring.controls import Control, controls_of
from riskapp.scoring.model import LOW_EVIDENCE, FindingScore, Floor, ScoreResult
from riskapp.scoring.rated.model import rated, rules_of

Place = tuple[str, str]  # question, entry id or ""
# The theme of what no control is about: raised by hand, or as a condition of a decision.
NO_CONTROL = mark("Added by hand, or a condition")
SEVERITY_OF_RISK = {4: "high", 3: "high", 2: "moderate"}


# What can be grouped: a finding as it was evaluated (``FindingScore``) or as people follow it.
# It tells its question, entry, tool, risk, gain and rules. (The types of Django's fields are
# not known early enough for a protocol.)
Weakness = Any
W = TypeVar("W", bound=Weakness)


@dataclass(frozen=True)
class Theme(Generic[W]):
    """Findings about one thing, the most severe first.

    ``floors`` are those of the rule that heads it, one for each tool where it stands; none
    where no rule does. ``bare`` are those of them that no finding stands behind: rights and
    autonomy carry no score, so only the rule tells of them.
    """

    id: str
    title: str
    control: str
    severity: str
    floors: tuple[Floor, ...]
    findings: tuple[W, ...]
    bare: tuple[Floor, ...] = ()
    why: str = ""
    way_out: str = ""

    @property
    def rule(self) -> str:
        """The critical rule that heads it; "" for none."""
        return self.floors[0].by if self.floors else ""

    @property
    def certain(self) -> bool:
        """Whether its rule fired at its heaviest; else an answer is missing, and that cannot
        be ruled out."""
        heaviest = [f for f in self.floors if f.value == self.floors[0].value]
        return any(floor.certain for floor in heaviest)

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools concerned by name, those where the rule stands first."""
        named = [floor.tool for floor in self.floors]
        named += [finding.tool for finding in self.findings]
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def firing(self) -> tuple[W, ...]:
        """The findings that make its rule stand."""
        return tuple(f for f in self.findings if self.rule and self.rule in f.rules)

    @property
    def places(self) -> frozenset[Place]:
        """The answers to be put right."""
        return places_of(self.findings)


def places_of(findings: Iterable[Weakness]) -> frozenset[Place]:
    """The answers that findings come from."""
    return frozenset((f.question, f.entry) for f in findings if f.question)


def themes_of(
    result: ScoreResult, document: Document, language: str = "en"
) -> tuple[Theme[FindingScore], ...]:
    """The themes of an evaluation, heaviest first: by the floor of the rule that heads them,
    then by severity and by what their findings would gain one by one.

    ``document`` is the questionnaire that was evaluated, in the language of the reader.
    """
    return grouped(result.findings, result.floors, document, language)


def themes_in(
    data: Mapping[str, Any], document: Document, language: str = "en"
) -> tuple[Theme[FindingScore], ...]:
    """The same from a stored evaluation (``export.to_data``)."""
    return grouped(findings_in(data), floors_in(data), document, language)


def floors_in(data: Mapping[str, Any]) -> tuple[Floor, ...]:
    """The floors of a stored evaluation, also of one made by an earlier model."""
    return tuple(Floor(**_known(row, Floor._fields)) for row in data["floors"])


def findings_in(data: Mapping[str, Any]) -> tuple[FindingScore, ...]:
    """The findings of a stored evaluation, also of one made by an earlier model."""
    return tuple(
        FindingScore(
            **_known(row, FindingScore._fields) | {"gain": Decimal(row["gain"])}
        )
        for row in data["findings"]
    )


def title_of(name: str, control: Control | None, of_rule: str = "") -> str:
    """What a theme is called: as the critical rule that heads it, else as its control; in the
    reader's language where it has neither. Never ""."""
    return of_rule or (control.title if control else name) or say(NO_CONTROL)


def severity_of(finding: Weakness) -> str:
    """How severe an answer is by itself, whatever rule it bears on."""
    return SEVERITY_OF_RISK.get(finding.risk, "low")


def grouped(
    findings: Iterable[W],
    floors: Iterable[Floor],
    document: Document,
    language: str = "en",
    *,
    severity: Callable[[W], str] = severity_of,
    home: Callable[[W], str] | None = None,
    evaluated: Iterable[Weakness] | None = None,
) -> tuple[Theme[W], ...]:
    """Findings of any kind as themes; a rule that stands has one, even without a finding.

    ``home`` tells the theme of a finding where it is known already. ``evaluated`` are all
    findings of the evaluation where ``findings`` are only some of them: a rule behind which
    none of those given stands is then left out, unless it is bare.
    """
    rows = tuple(findings)
    rules = ThemeMap(document, floors, language)
    by_theme: dict[str, list[W]] = {}
    for row in rows:
        name = home(row) if home else rules.theme_of(row.question, row.rules)
        by_theme.setdefault(name, []).append(row)
    known = rows if evaluated is None else tuple(evaluated)
    bare = rules.bare(known)
    for floor in bare if evaluated is not None else rules.floors:
        by_theme.setdefault(rules.headed_by(floor.by), [])
    found = [
        rules.theme(name, tuple(own), bare, severity) for name, own in by_theme.items()
    ]
    return tuple(sorted(found, key=_heaviest_first))


class ThemeMap:
    """Which theme a finding belongs to."""

    def __init__(
        self, document: Document, floors: Iterable[Floor] = (), language: str = "en"
    ) -> None:
        self.document = document
        self.floors = tuple(floor for floor in floors if floor.by != LOW_EVIDENCE)
        self._rules = {rule.id: rule for rule in rules_of(document)}
        self._controls = {c.id: c for c in controls_of(document, language)}
        self._by_rule = {c.rule: c.id for c in self._controls.values() if c.rule}
        self._by_question = {
            question: control.id
            for control in self._controls.values()
            for question in control.questions
        }

    def headed_by(self, rule: str) -> str:
        """The theme of a rule that stands."""
        return self._by_rule.get(rule, rule)

    def theme_of(self, question_id: str, rules: Sequence[str]) -> str:
        """The theme of an answer that makes these rules stand, heaviest first; "" where the
        questionnaire has no such question."""
        question = self.document.questions.get(question_id)
        own = rated(question).critical_rule if question else ""
        if own in rules:
            return self.headed_by(own)
        if rules and not own:
            return self.headed_by(rules[0])
        return self._by_question.get(question_id, "")

    def bare(self, findings: Iterable[Weakness]) -> tuple[Floor, ...]:
        """The floors that none of the findings stands behind."""
        behind = {(f.question, f.entry, rule) for f in findings for rule in f.rules}
        return tuple(
            floor
            for floor in self.floors
            if not any(
                (question, entry, floor.by) in behind
                for question in floor.because
                for entry in {floor.entry, ""}
            )
        )

    def theme(
        self,
        name: str,
        findings: tuple[W, ...],
        bare: Iterable[Floor],
        severity: Callable[[W], str],
    ) -> Theme[W]:
        """The theme of this name with these findings, in their order; ``bare`` are floors that
        no finding stands behind, whatever theme they belong to."""
        control = self._controls.get(name)
        rule = control.rule if control else name
        floors = tuple(floor for floor in self.floors if floor.by == rule)
        words = self._rules.get(rule) if floors else None
        of_rule = words.title if words else floors[0].title if floors else ""
        return Theme(
            id=name,
            title=title_of(name, control, of_rule),
            control=control.title if control else "",
            severity=(
                max((floor.rating for floor in floors), key=RATINGS.index)
                if floors
                else max(map(severity, findings), key=RATINGS.index, default="low")
            ),
            floors=floors,
            findings=findings,
            bare=tuple(floor for floor in bare if floor.by == rule),
            why=words.why if words else "",
            way_out=words.way_out if words else "",
        )


def _heaviest_first(theme: Theme[Any]) -> tuple[int, int, Decimal, str]:
    return (
        -max((floor.value for floor in theme.floors), default=0),
        -RATINGS.index(theme.severity),
        -sum((finding.gain for finding in theme.findings), Decimal(0)),
        theme.id,
    )


def _known(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What a stored row says of these names, with tuples for lists."""
    return {
        name: tuple(row[name]) if isinstance(row[name], list) else row[name]
        for name in names
        if name in row
    }
