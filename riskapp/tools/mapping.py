"""Read the map from published facts to questions, and refuse one that points nowhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.cleaning import clean
from questionnaires.document.conditions import ConditionReader
from questionnaires.document.errors import AnswerError
from questionnaires.document.guides import FactValue
from questionnaires.document.model import Document, Question
from questionnaires.document.source import Path, Source, read_file
from questionnaires.document.translation import reworded
from riskapp.shipped.core import core_document
from riskapp.tools.alike import ALIKE_IN
from riskapp.tools.answers import codes_in
from riskapp.tools.asks import Ask, Ground
from riskapp.tools.catalogue import (
    CONTENT,
    FACTS,
    LATER_FACTS,
    RETIRED,
    ToolCatalogue,
    catalogue_in_force,
    core_catalogue,
    parse_catalogue,
)
from riskapp.tools.following import Consequence
from riskapp.tools.guide import ToolGuide, ToolGuidePart
from riskapp.tools.languages import KEYS, texts_in, translated_tools
from riskapp.tools.told import CHOSEN, FactLink, Meaning, published

SCHEMA = "ai-tool-map/1"

_SPOKEN_OF = (*FACTS, *LATER_FACTS, *CHOSEN, RETIRED)

_MEANING = {"value", "words", "use", "fits", "plans"}
_TOP = {
    "schema",
    "questionnaire",
    "section",
    "choice",
    "register",
    "parts",
    "facts",
    "alike",
    "follows",
    "asks",
}


@lru_cache(maxsize=32)
def core_guide(language: str = "en") -> ToolGuide:
    """The map as shipped, for the catalogue and the core questionnaire as shipped, in a
    language; read once for each."""
    path = CONTENT / "ai_tools_map.yaml"
    if not texts_in("ai_tools", language):
        return load_guide(path, core_catalogue(), core_document())
    tools, links = (
        replace(source, data=translated_tools(source.data, language))
        for source in (read_file(CONTENT / "ai_tools.yaml"), read_file(path))
    )
    return parse_guide(links, parse_catalogue(tools), core_document())


def guide_in_force(language: str = "en") -> ToolGuide:
    """The map for the catalogue that counts, in a language; read once for each version."""
    catalogue = catalogue_in_force()
    if catalogue is core_catalogue():
        return core_guide(language)
    return _guide_of(catalogue.version, language)


@lru_cache(maxsize=16)
def _guide_of(_version: int, language: str) -> ToolGuide:
    """The map as shipped, for a catalogue that somebody supplied. What it says of values and
    plans that are not there any more says nothing."""
    catalogue = catalogue_in_force()
    words = {**texts_in("ai_tools", language), **catalogue.texts.get(language, {})}
    links = read_file(CONTENT / "ai_tools_map.yaml")
    tools = Source(reworded(catalogue.source, words, KEYS))
    check = Checker(replace(links, data=reworded(links.data, words, KEYS)))
    reader = _Reader(check, parse_catalogue(tools), core_document(), is_lenient=True)
    guide = reader.guide(check.source.data)
    check.done()
    return guide


def guide_for(document: Document, language: str) -> ToolGuide:
    """The part of the map that speaks of questions a document has, for the catalogue that
    counts; what the setting ``QUESTIONNAIRE_GUIDE`` names."""
    return guide_in_force(language).fitting(document)


def load_guide(
    path: FilePath, catalogue: ToolCatalogue, document: Document
) -> ToolGuide:
    """Read and check a map; raises DocumentError with every fault found."""
    return parse_guide(read_file(path), catalogue, document)


def parse_guide(
    source: Source, catalogue: ToolCatalogue, document: Document
) -> ToolGuide:
    """Check a map against the catalogue and the questionnaire it names, and build it.

    Raises DocumentError with every fault: questions, answers, tool-plans and published
    values that do not exist are refused, so that a map cannot fall behind its catalogue.
    """
    check = Checker(source)
    guide = _Reader(check, catalogue, document).guide(source.data)
    check.done()
    return guide


class _Reader:
    """Builds one guide, part by part."""

    def __init__(
        self,
        check: Checker,
        catalogue: ToolCatalogue,
        document: Document,
        *,
        is_lenient: bool = False,
    ) -> None:
        self.check = check
        self.is_lenient = is_lenient
        self.catalogue = catalogue
        self.document = document
        self.section = ""
        self.asked: Mapping[str, Question] = {}
        self.conditions = ConditionReader.of(check, document)

    def guide(self, data: Any) -> ToolGuide:
        check = self.check
        top = check.mapping(data, (), _TOP)
        check.schema(top, SCHEMA)
        check.known(top, "questionnaire", (), "questionnaire", [self.document.id])
        repeating = {s.code: s for s in self.document.sections if s.repeat}
        code = top.get("section")
        if check.one_of(code, ("section",), "repeating section", repeating):
            self.section = str(code)
            self.asked = {q.id: q for q in repeating[self.section].questions}
        choice = check.mapping(
            top.get("choice") or {}, ("choice",), {"name", "provider"}
        )
        register = check.mapping(
            top.get("register") or {}, ("register",), {"plan", "rights", "announced"}
        )
        announced = register.get("announced", "")
        if announced:
            check.one_of(announced, ("register",), "question", self.document.questions)
        return ToolGuide(
            questionnaire=self.document.id,
            section=self.section,
            name=self._question(choice, "name", ("choice",)),
            provider=self._question(choice, "provider", ("choice",)),
            plan=self._question(register, "plan", ("register",)),
            rights=self._question(register, "rights", ("register",)),
            announced=str(announced),
            parts=self._parts(top.get("parts")),
            links=check.each(
                top.get("facts"), ("facts",), self._link, what="fact", most=500
            ),
            asks=check.each(
                top.get("asks"), ("asks",), self._ask, what="ask", most=500
            ),
            alike=self._alike(top.get("alike")),
            follows=tuple(
                self._consequence(item, path)
                for item, path in check.items(top.get("follows"), ("follows",), 100)
            ),
            catalogue=self.catalogue,
        )

    def _parts(self, data: Any) -> tuple[ToolGuidePart, ...]:
        """The headings; where there are any, each question stands under one of them."""
        parts = self.check.each(
            data, ("parts",), self._part, what="part", key="code", most=500
        )
        placed = [question for part in parts for question in part.questions]
        for question in self.asked if parts else ():
            if placed.count(question) != 1:
                times = placed.count(question)
                self.check.fault(
                    ("parts",), f"{question} stands in {times} parts", "one part"
                )
        return parts

    def _part(self, data: Any, path: Path) -> ToolGuidePart:
        found = self.check.mapping(data, path, {"code", "title", "questions"})
        return ToolGuidePart(
            code=self.check.code(found, "code", path),
            title=self.check.text(found, "title", path, need=True, most=80),
            questions=self.check.all_known(
                found, "questions", path, "question", self.asked
            ),
        )

    def _alike(self, data: Any) -> dict[str, str]:
        """What two entries must have in common, by the question that is then proposed."""
        found: dict[str, str] = {}
        for item, path in self.check.items(data, ("alike",), len(ALIKE_IN)):
            group = self.check.mapping(item, path, {"in", "questions"})
            self.check.one_of(group.get("in"), (*path, "in"), "likeness", ALIKE_IN)
            for name in self.check.all_known(
                group, "questions", path, "question", self.asked
            ):
                if name in found:
                    self.check.fault(
                        path, f"question '{name}' stands twice", "each question once"
                    )
                found[name] = str(group.get("in"))
        return found

    def _consequence(self, data: Any, path: Path) -> Consequence:
        check = self.check
        found = check.mapping(data, path, {"question", "when", "use", "from", "reason"})
        name = self._question(found, "question", path)
        reason = check.text(found, "reason", path, need=True, most=300)
        when = self.conditions.read(found.get("when"), (*path, "when"), self.section)
        if ("use" in found) == ("from" in found):
            check.fault(path, "a consequence without one clear answer", "use, or from")
            return Consequence(name, when, reason)
        if "from" in found:
            source = check.known(
                found, "from", path, "question", self.document.questions
            )
            return Consequence(name, when, reason, taken_from=source)
        question = self.asked.get(name)
        use = None
        if question is not None:
            try:
                use = clean(
                    self.document, question, found["use"], as_of=datetime.date.max
                )
            except AnswerError as error:
                place = (*path, "use")
                check.fault(place, f"no answer of {name}", str(error.text))
        return Consequence(name, when, reason, use)

    def _question(self, data: Mapping[str, Any], key: str, path: Path) -> str:
        return self.check.known(data, key, path, "question", self.asked)

    def _link(self, data: Any, path: Path) -> FactLink:
        check = self.check
        found = check.mapping(data, path, {"fact", "label", "question", "answers"})
        check.one_of(found.get("fact"), (*path, "fact"), "fact", _SPOKEN_OF)
        fact = str(found.get("fact"))
        question = self._question(found, "question", path)
        meanings = tuple(
            self._meaning(item, place, fact, question)
            for item, place in check.items(
                found.get("answers"), (*path, "answers"), 100
            )
        )
        label = check.text(found, "label", path, need=True, most=200)
        return FactLink(fact, label, question, meanings)

    def _meaning(self, data: Any, path: Path, fact: str, question_id: str) -> Meaning:
        found = self.check.mapping(data, path, _MEANING)
        value = self._value(found.get("value"), (*path, "value"), fact)
        plans = self._plans(found, path, "plans") if "plans" in found else ()
        words = self.check.text(found, "words", path, most=200)
        question = self.asked.get(question_id)
        if question is None:
            return Meaning(value)
        fits = self.check.texts(found, "fits", path)
        for code in fits:
            self.check.one_of(
                code,
                (*path, "fits"),
                f"answer of {question_id}",
                codes_in(self.document, question),
            )
        if "use" not in found:
            if not fits:
                self.check.fault(path, "a value without an answer", "use or fits")
            return Meaning(value, None, fits, plans, words)
        try:
            use = clean(self.document, question, found["use"], as_of=datetime.date.max)
        except AnswerError as error:
            self.check.fault(
                (*path, "use"), f"no answer of {question_id}", str(error.text)
            )
            return Meaning(value, None, fits, plans, words)
        return Meaning(value, use, fits, plans, words)

    def _value(self, data: Any, path: Path, fact: str) -> FactValue:
        """A value that is published for at least one tool-plan."""
        value = tuple(data) if isinstance(data, list) else data
        there = [published(plan, fact) for plan in self.catalogue.plans.values()]
        is_known = self.is_lenient or any(_same(value, other) for other in there)
        if value is None or not is_known:
            self.check.fault(
                path,
                f"no tool-plan has '{str(data)[:60]}' as {fact}",
                "a value as it stands in the catalogue",
            )
            return ""
        return value if isinstance(value, bool | str | tuple) else str(value)

    def _ask(self, data: Any, path: Path) -> Ask:
        check = self.check
        found = check.mapping(data, path, {"id", "question", "on", "when", "text"})
        grounds = tuple(
            self._ground(item, place)
            for item, place in check.items(found.get("on"), (*path, "on"), 10)
        )
        when = None
        if "when" in found:
            when = self.conditions.read(found["when"], (*path, "when"), self.section)
        if not grounds and when is None:
            check.fault(path, "an ask that is always put", "on or when")
        return Ask(
            id=check.code(found, "id", path),
            question=self._question(found, "question", path),
            text=check.text(found, "text", path, need=True, most=500),
            grounds=grounds,
            when=when,
        )

    def _ground(self, data: Any, path: Path) -> Ground:
        check = self.check
        found = check.mapping(data, path, {"plan", "fact", "is", "known", "kept"})
        heads = [key for key in ("plan", "fact", "kept") if key in found]
        if len(heads) != 1:
            check.fault(path, "a ground without one clear head", "plan, fact or kept")
            return Ground()
        if "plan" in found:
            return Ground(plans=self._plans(found, path, "plan"))
        if "kept" in found:
            return Ground(kept=self._question(found, "kept", path))
        fact = found["fact"]
        check.one_of(fact, (*path, "fact"), "fact", _SPOKEN_OF)
        if ("is" in found) == ("known" in found):
            check.fault(path, f"no clear test on {fact}", "is, or known")
            return Ground()
        if "known" in found:
            return Ground(fact=str(fact), known=check.flag(found, "known", path))
        values = tuple(
            self._value(item, place, str(fact))
            for item, place in check.items(found["is"], (*path, "is"), 50)
        )
        return Ground(fact=str(fact), values=values)

    def _plans(self, found: Mapping[str, Any], path: Path, key: str) -> tuple[str, ...]:
        plans = self.check.texts(found, key, path)
        if self.is_lenient:
            return plans
        for plan in plans:
            self.check.one_of(plan, (*path, key), "tool-plan", self.catalogue.plans)
        if not plans:
            self.check.fault((*path, key), "no tool-plan", "at least one")
        return plans


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other
