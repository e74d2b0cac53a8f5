"""Read what a questionnaire says about risk; faults are told by line, with all others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.checker import Checker
from questionnaires.document.conditions import ConditionReader, questions_of
from questionnaires.document.extending import (
    AddedTest,
    Additions,
    Extension,
    FileKeys,
    Opinion,
)
from questionnaires.document.model import (
    Condition,
    ConditionTerm,
    Country,
    Document,
    Exact,
    Option,
    Question,
)
from questionnaires.document.source import Path
from riskapp.scoring.kinds.legal_bases.asked import LegalBases
from riskapp.scoring.kinds.legal_bases.evaluated import BASIS
from riskapp.scoring.kinds.legal_bases.reading import read_bases
from riskapp.scoring.kinds.number import band_of
from riskapp.scoring.kinds.registry import RATED_KINDS, rated_kind
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.scoring.rated.bands import read_bands
from riskapp.scoring.rated.model import (
    NONE_USED,
    BasisClass,
    CountryFacts,
    CriticalRule,
    LegalBasis,
    PlaceStatus,
    ProfileRole,
    RatedDocument,
    RatedOption,
    RatedQuestion,
    RuleCase,
    ScoringKind,
    rated,
    rated_document,
)
from riskapp.scoring.rated.rule import check_scoring, read_scoring
from riskapp.shipped.core import CORE, core_document
from riskapp.shipped.topic import TOPIC

FLOORS = ("moderate", "high", "critical")
RISK_AT_LEAST = "risk_at_least"


class Ratings(Additions):
    """Reads what one document says about risk, part by part, in the order it is parsed."""

    def __init__(
        self, check: Checker, data: Mapping[str, Any], known: Collection[str] | None
    ) -> None:
        self.faults = check
        self.known = known
        self.legal_bases: tuple[LegalBasis, ...] = ()
        self.places_with_basis: frozenset[str] = frozenset()
        self.basis_classes: dict[str, BasisClass] = {}
        self.classes: dict[str, dict[str, str]] = {}
        self._data = data
        self._levels: list[str] = []  # the questions about entries that have some

    def country(self, data: Mapping[str, Any], path: Path) -> CountryFacts:
        check = self.faults
        return CountryFacts(
            condition=check.text(data, "condition", path),
            condition_met_by_default=check.flag(data, "condition_met_by_default", path),
            decision=check.text(data, "decision", path),
            decided_on=check.text(data, "decided_on", path),
            expires_on=check.text(data, "expires_on", path),
            note=check.text(data, "note", path),
            sources=check.texts(data, "sources", path),
        )

    def begin(self, countries: Mapping[str, Country]) -> None:
        self.legal_bases = read_bases(self.faults, self._data, countries)
        self.places_with_basis = frozenset(
            code
            for code, country in countries.items()
            if any(basis.is_for(country) for basis in self.legal_bases)
        )
        self.basis_classes = self._basis_classes(self._data)
        self.classes = self._classes(self._data)

    def option(self, data: Mapping[str, Any], path: Path, option: Option) -> Option:
        check = self.faults
        risk = None
        if data.get("risk") is not None:
            risk = check.whole(data, "risk", path, 0, 4)
        return replace(option, extra=RatedOption(risk, check.text(data, "why", path)))

    def question(
        self, data: Mapping[str, Any], path: Path, question: Question
    ) -> Question:
        check, kind = self.faults, rated_kind(question)
        weight = check.whole(data, "weight", path, 0, 10) if question.section else 0
        scoring = read_scoring(check, data, path, kind, weight)
        self._check_risks(data, path, question, weight, scoring.kind)
        measure = check.text(data, "measure", path)
        has_bands = scoring.kind == ScoringKind.BAND
        is_age = has_bands and kind.has_calendar
        if is_age:
            check.one_of(measure, (*path, "measure"), "measure", ("days", "months"))
        found = RatedQuestion(
            weight=weight,
            scoring=scoring,
            bands=read_bands(check, data, path, needed=has_bands, in_calendar=is_age),
            measure=measure,
            role=None if question.section else self._role(data, path, question),
            criteria=self._criteria(data, "criteria", path),
            crosswalk=self._criteria(data, "crosswalk", path),
            finding=check.text(data, "finding", path),
            remedy=check.text(data, "remedy", path),
            critical_rule=check.text(data, "critical_rule", path),
        )
        is_excess = scoring.kind == ScoringKind.EXCESS
        return replace(
            question,
            specials=tuple(map(kind.special, question.specials)),
            offered_from=scoring.other if is_excess else "",
            extra=found,
        )

    def look_again(
        self,
        data: Mapping[str, Any],  # noqa: ARG002  # all was read before
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
    ) -> None:
        if question.repeated and any(option.level for option in question.options):
            self._levels.append(question.id)
        check_scoring(self.faults, path, question, questions)

    def section(self, data: Mapping[str, Any], path: Path) -> int:
        return self.faults.whole(data, "weight", path, 0, 10)

    def names(self) -> Mapping[str, Collection[str]]:
        return {BASIS: self.basis_classes}

    def document(
        self, data: Mapping[str, Any], conditions: ConditionReader
    ) -> RatedDocument:
        rules = self.faults.each(
            data.get("rules"),
            ("rules",),
            lambda item, place: self._rule(item, place, conditions),
            what="rule",
            most=100,
        )
        return RatedDocument(
            rules,
            self.legal_bases,
            self.places_with_basis,
            self.basis_classes,
            self.classes,
        )

    def never_left_out(
        self, extra: object, conditions: Mapping[str, Condition]
    ) -> Mapping[str, str]:
        named = questions_of(conditions.get(NONE_USED))
        found = dict.fromkeys(named, "which says whether there is anything to assess")
        rules = extra.rules if isinstance(extra, RatedDocument) else ()
        for rule in rules:
            for case in rule.cases:
                for name in questions_of(case.when):
                    found.setdefault(name, f"which decides the critical rule {rule.id}")
        return found | dict.fromkeys(self._levels, "whose level raises the risk")

    def _role(
        self, data: Mapping[str, Any], path: Path, question: Question
    ) -> ProfileRole | None:
        check = self.faults
        known = check.one_of(
            data.get("role"), (*path, "role"), "role", list(ProfileRole)
        )
        if not rated_kind(question).fits_profile:
            check.fault(
                (*path, "kind"),
                f"a profile question of kind {question.kind}",
                "kind "
                + " or ".join(k for k, r in RATED_KINDS.items() if r.fits_profile),
            )
        return ProfileRole(data["role"]) if known else ProfileRole.SWITCH

    def _check_risks(
        self,
        data: Mapping[str, Any],
        path: Path,
        question: Question,
        weight: int,
        kind: str,
    ) -> None:
        """Whether every answer that decides alone says how bad it is."""
        parts = {"options": question.options} if kind == ScoringKind.OPTION else {}
        for key, options in (parts | {"specials": question.specials}).items():
            for index, option in enumerate(options if weight else ()):
                own = data[key][index]
                has_risk = isinstance(own, Mapping) and "risk" in own
                if not has_risk and not option.not_applicable:
                    self.faults.fault(
                        (*path, key, index),
                        f"option '{option.code}' has no risk",
                        "risk 0 to 4, or not_applicable: true",
                    )

    def _basis_classes(self, data: Mapping[str, Any]) -> dict[str, BasisClass]:
        check = self.faults
        classes = {}
        for item, place in check.items(
            data.get("basis_classes"), ("basis_classes",), 50
        ):
            found = check.mapping(item, place, {"code", "label", "risk", "why"})
            code = check.code(found, "code", place)
            classes[code] = BasisClass(
                code,
                check.text(found, "label", place, need=True, most=200),
                check.whole(found, "risk", place, 0, 4),
                check.text(found, "why", place),
            )
        return classes

    def _classes(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """What each legal basis amounts to, by the status of a country."""
        bases = data.get("legal_bases")
        found: dict[str, dict[str, str]] = {}
        for index, item in enumerate(bases if isinstance(bases, list) else ()):
            own = item.get("classes") if isinstance(item, Mapping) else None
            named = own if isinstance(own, Mapping) else {}
            path = ("legal_bases", index, "classes")
            for status, name in named.items():
                self.faults.one_of(name, (*path, status), "class", self.basis_classes)
            if isinstance(item, Mapping):
                found[str(item.get("code"))] = {
                    str(status): str(name)
                    for status, name in named.items()
                    if status in list(PlaceStatus) and str(name) in self.basis_classes
                }
        return found

    def _rule(self, data: Any, path: Path, conditions: ConditionReader) -> CriticalRule:
        check = self.faults
        found = check.mapping(
            data, path, {"id", "title", "why", "way_out", "criteria", "cases"}
        )
        cases = []
        for item, place in check.items(found.get("cases"), (*path, "cases"), 20):
            case = check.mapping(item, place, {"floor", "each", "when"})
            check.one_of(case.get("floor"), (*place, "floor"), "floor", FLOORS)
            each = conditions.each(case, place)
            cases.append(
                RuleCase(
                    str(case.get("floor")),
                    conditions.read(case.get("when"), (*place, "when"), each),
                    each,
                )
            )
        if not cases:
            check.fault(
                (*path, "cases"), "a rule that never fires", "at least one case"
            )
        return CriticalRule(
            id=check.code(found, "id", path),
            title=check.text(found, "title", path, need=True, most=200),
            why=check.text(found, "why", path),
            way_out=check.text(found, "way_out", path),
            criteria=self._criteria(found, "criteria", path),
            cases=tuple(sorted(cases, key=_heaviest_first)),
        )

    def _criteria(
        self, data: Mapping[str, Any], key: str, path: Path
    ) -> tuple[str, ...]:
        if self.known is None:
            return self.faults.texts(data, key, path)
        return self.faults.all_known(data, key, path, "criterion", self.known)


def _heaviest_first(case: RuleCase) -> int:
    return -FLOORS.index(case.floor) if case.floor in FLOORS else 0


def _risk(reader: ConditionReader, data: Any, path: Path) -> int:
    return reader.check.whole({RISK_AT_LEAST: data}, RISK_AT_LEAST, path[:-1], 0, 4)


def _is_at_risk(
    answer_set: AnswerSet, question: Question, entry_id: str, term: ConditionTerm
) -> bool:
    risk = seen_in(answer_set, question.id, entry_id).risk
    least: int = term.argument  # type: ignore[assignment]  # the reader made it so
    return risk is not None and risk >= least


class RiskExtension(Extension):
    """The keys of a questionnaire that speak of risk and of what the law asks for, and two
    tests: the risk value reaches a number (an open answer is the worst), and the legal basis
    of any country amounts to one of some classes."""

    core = CORE
    option_keys = frozenset({"risk", "why"})
    question_keys = frozenset(
        {
            "weight",
            "scoring",
            "bands",
            "measure",
            "role",
            "criteria",
            "crosswalk",
            "finding",
            "remedy",
            "critical_rule",
        }
    )
    section_keys = frozenset({"weight"})
    document_keys = frozenset({"legal_bases", "basis_classes", "rules"})
    country_keys = frozenset(field.name for field in fields(CountryFacts))
    kinds = (LegalBases(),)
    tests: Mapping[str, AddedTest] = {
        RISK_AT_LEAST: AddedTest(_risk, _is_at_risk, of_answers=False),
        **{
            name: test
            for kind in RATED_KINDS.values()
            for name, test in kind.tests.items()
        },
    }
    topic = TOPIC
    file_keys = FileKeys("vendor", "engagement", "tools")
    statuses = tuple(status.value for status in PlaceStatus)
    texts = frozenset({"finding", "remedy", "why", "way_out"})

    def additions(
        self,
        check: Checker,
        data: Mapping[str, Any],
        known: Collection[str] | None,
    ) -> Ratings:
        return Ratings(check, data, known)

    def country_code(self, word: str) -> str | None:
        return core_document().country_code(word)

    def names_of(self, document: Document) -> Mapping[str, Collection[str]]:
        return {BASIS: rated_document(document).basis_classes}

    def opinion(
        self, answer_set: AnswerSet, question_id: str, entry_id: str = ""
    ) -> Opinion:
        seen = seen_in(answer_set, question_id, entry_id)
        remedy = rated(answer_set.document.questions[question_id]).remedy
        return Opinion(seen.is_weak, seen.why, remedy)

    def amounts_to(self, question: Question, number: Exact) -> str:
        band = band_of(question, number)
        return band.label if band else ""


EXTENSION = RiskExtension()
