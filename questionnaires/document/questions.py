"""Read one question of a document: its options, units, bands and scoring rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.conditions import ConditionReader
from questionnaires.document.extending import Additions, extension
from questionnaires.document.model import (
    Band,
    Exact,
    Kind,
    Option,
    PlaceStatus,
    Question,
    Scoring,
    ScoringKind,
    Step,
    Unit,
)
from questionnaires.document.source import Path

_KEYS = {
    "id",
    "text",
    "kind",
    "weight",
    "show_if",
    "options",
    "options_from",
    "specials",
    "units",
    "measure",
    "bands",
    "least",
    "most",
    "scoring",
    "places_from",
    "evidence",
    "guidance",
}
PERCENT = "percent"
_CHOICES = (Kind.SINGLE, Kind.MULTI)
_DEFAULT_SCORING = {
    Kind.SINGLE: ScoringKind.OPTION,
    Kind.MULTI: ScoringKind.OPTION,
    Kind.NUMBER: ScoringKind.BAND,
    Kind.DATE: ScoringKind.BAND,
    Kind.TEXT: ScoringKind.FILLED,
    Kind.COUNTRIES: ScoringKind.PLACES,
    Kind.LEGAL_BASES: ScoringKind.LEGAL_BASES,
}
_ALLOWED_SCORING = {
    Kind.SINGLE: {ScoringKind.OPTION},
    Kind.MULTI: {ScoringKind.OPTION, ScoringKind.COUNT, ScoringKind.EXCESS},
    Kind.NUMBER: {ScoringKind.BAND},
    Kind.DATE: {ScoringKind.BAND},
    Kind.TEXT: {ScoringKind.FILLED},
    Kind.COUNTRIES: {ScoringKind.PLACES},
    Kind.LEGAL_BASES: {ScoringKind.LEGAL_BASES},
}


class QuestionReader:
    """Reads questions first, and their conditions once every question is known."""

    def __init__(
        self, check: Checker, additions: Additions, *, has_legal_bases: bool
    ) -> None:
        self.check = check
        self.additions = additions
        self.keys = _KEYS | set(extension().question_keys)
        self.has_legal_bases = has_legal_bases
        self.places: dict[str, Path] = {}
        self._raw: dict[str, Mapping[str, Any]] = {}

    def question(
        self, data: Any, path: Path, section: str, *, repeated: bool, profile: bool
    ) -> Question:
        check = self.check
        found = check.mapping(data, path, self.keys)
        name = check.code(found, "id", path, most=32)
        self.places[name] = path
        self._raw[name] = found
        kind = (
            Kind(found["kind"])
            if check.one_of(found.get("kind"), (*path, "kind"), "kind", list(Kind))
            else Kind.TEXT
        )
        weight = 0 if profile else check.whole(found, "weight", path, 0, 10)
        scoring = self._scoring(found, path, kind, weight)
        options = self._options(
            found,
            "options",
            path,
            need_risk=weight > 0 and scoring.kind is ScoringKind.OPTION,
        )
        specials = self._options(found, "specials", path, need_risk=weight > 0)
        if kind in _CHOICES and not options and "options_from" not in found:
            check.fault(path, f"{name} has no options", "at least one option")
        if kind is Kind.LEGAL_BASES and not self.has_legal_bases:
            check.fault(
                (*path, "kind"), "kind legal_bases", "a document with legal_bases"
            )
        measure = check.text(found, "measure", path)
        bands = self._bands(found, path, needed=scoring.kind is ScoringKind.BAND)
        if kind is Kind.DATE and scoring.kind is ScoringKind.BAND:
            check.one_of(measure, (*path, "measure"), "measure", ("days", "months"))
            self._check_whole(bands, (*path, "bands"))
        units = self._units(found, path)
        if kind is Kind.NUMBER and not units:
            check.fault(path, f"{name} has no units", "at least one unit")
        least, most = self._bounds(found, path, kind, units)
        question = Question(
            id=name,
            text=check.text(found, "text", path, need=True),
            kind=kind,
            weight=weight,
            section=section,
            repeated=repeated,
            scoring=scoring,
            options=options,
            specials=specials,
            units=units,
            bands=bands,
            least=least,
            most=most,
            measure=measure,
            guidance=check.text(found, "guidance", path),
            evidence=check.text(found, "evidence", path),
        )
        return self.additions.question(found, path, question)

    def with_options(self, questions: Mapping[str, Question]) -> dict[str, Question]:
        """The questions with the options they copy from others."""
        return {
            name: self._with_copied(question, questions)
            for name, question in questions.items()
        }

    def _with_copied(
        self, question: Question, questions: Mapping[str, Question]
    ) -> Question:
        found = self._raw[question.id]
        place = (*self.places[question.id], "options_from")
        if "options_from" not in found or not self.check.one_of(
            found["options_from"], place, "question", questions
        ):
            return question
        options = questions[found["options_from"]].options
        if question.kind in _CHOICES and not options:
            self.check.fault(
                place,
                f"{found['options_from']} has no options of its own",
                "a question that lists its options",
            )
        return replace(question, options=options)

    def with_conditions(
        self, conditions: ConditionReader, questions: Mapping[str, Question]
    ) -> dict[str, Question]:
        """The questions with what refers to others: conditions and places."""
        finished = {}
        for name, question in questions.items():
            found, path = self._raw[name], self.places[name]
            changes: dict[str, Any] = {}
            if "show_if" in found:
                entry_of = question.section if question.repeated else ""
                changes["show_if"] = conditions.read(
                    found["show_if"], (*path, "show_if"), entry_of
                )
            if question.kind is Kind.LEGAL_BASES:
                changes["places_from"] = self._companions(
                    found, "places_from", path, question, questions, Kind.COUNTRIES
                )
            if question.scoring.kind is ScoringKind.EXCESS:
                self._companion(
                    question.scoring.other,
                    (*path, "scoring", "other"),
                    question,
                    questions,
                    Kind.MULTI,
                )
            ready = replace(question, **changes)
            self._check_counted(ready, path)
            self.additions.look_again(found, path, ready, questions)
            finished[name] = ready
        return finished

    def _companions(
        self,
        found: Mapping[str, Any],
        key: str,
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
        kind: Kind,
    ) -> tuple[str, ...]:
        names = self.check.texts(found, key, path)
        if not names:
            self.check.fault(
                (*path, key),
                f"{question.id} names no question",
                "the questions that name its countries",
            )
        return tuple(
            n
            for n in names
            if self._companion(n, (*path, key), question, questions, kind)
        )

    def _companion(
        self,
        name: str,
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
        kind: Kind,
    ) -> bool:
        siblings = {
            k
            for k, q in questions.items()
            if q.section == question.section and q.kind is kind and k != question.id
        }
        return self.check.one_of(name, path, "question", siblings)

    def _check_counted(self, question: Question, path: Path) -> None:
        codes = {option.code for option in question.options}
        for code in question.scoring.counted:
            self.check.one_of(code, (*path, "scoring", "of"), "option", codes)
        for index, step in enumerate(question.scoring.steps):
            for code in step.includes:
                self.check.one_of(
                    code,
                    (*path, "scoring", "steps", index, "includes"),
                    "option",
                    codes,
                )

    def _options(
        self, found: Mapping[str, Any], key: str, path: Path, *, need_risk: bool
    ) -> tuple[Option, ...]:
        options: list[Option] = []
        for item, place in self.check.items(found.get(key), (*path, key), 300):
            data = self.check.mapping(
                item,
                place,
                {
                    "code",
                    "label",
                    "risk",
                    "why",
                    "level",
                    "not_applicable",
                    "exclusive",
                    "place",
                    "aliases",
                },
            )
            option = Option(
                code=self.check.code(data, "code", place),
                label=self.check.text(data, "label", place, need=True, most=300),
                risk=self.check.whole(data, "risk", place, 0, 4)
                if data.get("risk") is not None
                else None,
                why=self.check.text(data, "why", place),
                level=self.check.whole(data, "level", place, 0, 4)
                if data.get("level") is not None
                else None,
                not_applicable=self.check.flag(data, "not_applicable", place),
                exclusive=self.check.flag(data, "exclusive", place),
                place=self._status(data, place),
                aliases=self.check.texts(data, "aliases", place),
            )
            if need_risk and "risk" not in data and not option.not_applicable:
                self.check.fault(
                    place,
                    f"option '{option.code}' has no risk",
                    "risk 0 to 4, or not_applicable: true",
                )
            if option.code in {other.code for other in options}:
                self.check.fault(
                    place, f"option '{option.code}' stands twice", "each option once"
                )
            options.append(option)
        return tuple(options)

    def _status(self, data: Mapping[str, Any], place: Path) -> PlaceStatus | None:
        """How GDPR Chapter V sees the places that an answer stands for."""
        if "place" not in data or not self.check.one_of(
            data["place"], (*place, "place"), "status", list(PlaceStatus)
        ):
            return None
        return PlaceStatus(data["place"])

    def _bounds(
        self,
        found: Mapping[str, Any],
        path: Path,
        kind: Kind,
        units: tuple[Unit, ...],
    ) -> tuple[Exact | None, Exact | None]:
        """The least and the most a number can mean, in the first unit."""
        least = self.check.number(found, "least", path)
        most = self.check.number(found, "most", path)
        if kind is not Kind.NUMBER and (least, most) != (None, None):
            self.check.fault(path, f"bounds of a {kind}", "bounds of a number only")
        if least is not None and most is not None and least > most:
            self.check.fault(
                (*path, "least"), f"least {least} above most {most}", "least below most"
            )
        if most is None and units and units[0].code == PERCENT:
            most = 100  # in versions, too, that were published without bounds
        return least, most

    def _units(self, found: Mapping[str, Any], path: Path) -> tuple[Unit, ...]:
        units: list[Unit] = []
        for item, place in self.check.items(found.get("units"), (*path, "units"), 10):
            data = self.check.mapping(item, place, {"code", "label", "factor"})
            factor = self.check.number(data, "factor", place)
            if factor == 0:
                self.check.fault((*place, "factor"), "factor 0", "a number above 0")
            unit = Unit(
                self.check.code(data, "code", place),
                self.check.text(data, "label", place, need=True, most=40),
                factor or 1,
            )
            if unit.code in {other.code for other in units}:
                self.check.fault(
                    place, f"unit '{unit.code}' stands twice", "each unit once"
                )
            units.append(unit)
        return tuple(units)

    def _bands(
        self, found: Mapping[str, Any], path: Path, *, needed: bool
    ) -> tuple[Band, ...]:
        bands = []
        for item, place in self.check.items(found.get("bands"), (*path, "bands"), 50):
            data = self.check.mapping(
                item,
                place,
                {"above", "at_least", "at_most", "below", "risk", "label", "why"},
            )
            if ("above" in data and "at_least" in data) or (
                "below" in data and "at_most" in data
            ):
                self.check.fault(
                    place,
                    "a band with two lower or two upper bounds",
                    "one of each at most",
                )
            bands.append(
                Band(
                    risk=self.check.whole(data, "risk", place, 0, 4),
                    label=self.check.text(data, "label", place, need=True, most=100),
                    why=self.check.text(data, "why", place),
                    above=self.check.number(data, "above", place),
                    at_least=self.check.number(data, "at_least", place),
                    at_most=self.check.number(data, "at_most", place),
                    below=self.check.number(data, "below", place),
                )
            )
        if needed and not bands:
            self.check.fault(path, "no bands", "bands that cover every number from 0")
        if bands:
            self._check_cover(bands, (*path, "bands"))
        return tuple(bands)

    def _check_whole(self, bands: tuple[Band, ...], path: Path) -> None:
        """The calendar knows no half days or months."""
        for index, band in enumerate(bands):
            for bound in (band.above, band.at_least, band.at_most, band.below):
                if bound is not None and not isinstance(bound, int):
                    self.check.fault(
                        (*path, index),
                        f"'{band.label}' is bounded by {bound}",
                        "whole days or months",
                    )

    def _check_cover(self, bands: list[Band], path: Path) -> None:
        """Bands must follow each other from 0 upwards without gap or overlap."""
        ordered = sorted(bands, key=_lower)
        first = ordered[0]
        if _lower(first) > (0, False):
            self.check.fault(
                path,
                f"nothing covers 0 (the lowest band is '{first.label}')",
                "bands that start at 0",
            )
        for one, two in pairwise(ordered):
            end = _upper(one)
            if end is None or _lower(two) < end:
                self.check.fault(
                    path,
                    f"'{one.label}' and '{two.label}' overlap",
                    "bands that follow each other",
                )
            elif _lower(two) > end:
                self.check.fault(
                    path,
                    f"a gap between '{one.label}' and '{two.label}'",
                    "bands that follow each other",
                )
        if _upper(ordered[-1]) is not None:
            self.check.fault(
                path,
                f"nothing lies above '{ordered[-1].label}'",
                "a last band without an upper bound",
            )

    def _scoring(
        self, found: Mapping[str, Any], path: Path, kind: Kind, weight: int
    ) -> Scoring:
        default = _DEFAULT_SCORING[kind] if weight else ScoringKind.INFORMATION
        if "scoring" not in found:
            return Scoring(default)
        place = (*path, "scoring")
        data = self.check.mapping(
            found["scoring"], place, {"kind", "of", "steps", "other", "note"}
        )
        name = data.get("kind", default.value)
        allowed = (
            {*_ALLOWED_SCORING[kind], ScoringKind.INFORMATION}
            if not weight
            else _ALLOWED_SCORING[kind]
        )
        if not self.check.one_of(name, (*place, "kind"), "scoring", allowed):
            return Scoring(default)
        steps = tuple(
            self._step(item, spot)
            for item, spot in self.check.items(data.get("steps"), (*place, "steps"), 50)
        )
        rule = Scoring(
            ScoringKind(name),
            self.check.texts(data, "of", place),
            steps,
            self.check.text(data, "other", place),
            self.check.text(data, "note", place),
        )
        if rule.kind is ScoringKind.COUNT and (
            not steps or steps[-1].at_least or steps[-1].includes
        ):
            self.check.fault(
                (*place, "steps"),
                "steps that can run out",
                "a last step with at_least 0 and no includes",
            )
        return rule

    def _step(self, item: Any, path: Path) -> Step:
        data = self.check.mapping(item, path, {"at_least", "risk", "includes", "label"})
        return Step(
            self.check.whole(data, "at_least", path, 0, 300),
            self.check.whole(data, "risk", path, 0, 4),
            self.check.texts(data, "includes", path),
            self.check.text(data, "label", path),
        )


def _lower(band: Band) -> tuple[Exact, bool]:
    """Where a band begins; True when that very number is left out."""
    if band.above is not None:
        return (band.above, True)
    return (band.at_least if band.at_least is not None else 0, False)


def _upper(band: Band) -> tuple[Exact, bool] | None:
    """Where the next band must begin; None without an end."""
    if band.at_most is not None:
        return (band.at_most, True)
    return (band.below, False) if band.below is not None else None
