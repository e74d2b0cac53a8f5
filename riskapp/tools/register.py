"""Which question of a questionnaire is which column of a list of tools.

A :class:`Register` is data: a file beside the questionnaire says what its questions mean
(``content/ai_tool_register.yaml``). A questionnaire without one has no list of tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.source import Path, Source, read_file
from riskapp.shipped.core import core_document
from riskapp.tools.catalogue import CONTENT

SCHEMA = "ai-tool-register/1"
# Every column there is, with the kinds of question that can fill it.
COLUMNS: Mapping[str, tuple[Kind, ...]] = {
    "name": (Kind.TEXT,),
    "provider": (Kind.TEXT,),
    "plan": (Kind.SINGLE,),
    "autonomy": (Kind.SINGLE,),
    "runs": (Kind.SINGLE,),
    "rights": (Kind.MULTI,),
    "needed": (Kind.MULTI,),
    "environments": (Kind.MULTI,),
    "credential": (Kind.SINGLE,),
    "lifetime": (Kind.NUMBER,),
    "changed": (Kind.DATE,),
    "owner": (Kind.TEXT,),
    "places": (Kind.COUNTRIES,),
    "seen_from": (Kind.COUNTRIES,),
    "retention": (Kind.NUMBER,),
    "training": (Kind.SINGLE,),
    "contract": (Kind.SINGLE,),
    "reviewed": (Kind.DATE,),
}
CALLS = ("used", "between", "servers", "narrowed", "sign_in")

_TOP = {"schema", "questionnaire", "section", "columns", "reach", "calls"} | {
    "never",
    "always",
    "endless",
    "none_used",
    "code_rights",
    "production",
}


@dataclass(frozen=True, slots=True)
class RightsReach:
    """What some rights reach, for example production."""

    id: str
    label: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The question that says how a kind of call is proven; "" where none is asked.

    ``open`` are the answers that mean that nothing is proven, ``not_used`` those that say
    that there is no such call.
    """

    question: str = ""
    open: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoneUsed:
    """The question that is asked once, and the answers that say that no tool is used."""

    question: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """What the questions of one questionnaire mean to a list of tools. ``code_rights`` are the
    rights that change code or what is built of it, ``production`` the environments that are in use.
    """

    questionnaire: str = ""
    section: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    endless: tuple[str, ...] = ()
    none_used: NoneUsed = NoneUsed()
    reach: tuple[RightsReach, ...] = ()
    code_rights: tuple[str, ...] = ()
    production: tuple[str, ...] = ()
    orchestrators: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    calls: Mapping[str, Proof] = field(default_factory=dict)


NONE = Register()


def register_of(document: Document) -> Register:
    """The register of a questionnaire; an empty one where none is known.

    A version that no longer asks something leaves its column empty.
    """
    register = core_register()
    section = document.section_by_code.get(register.section)
    if document.id != register.questionnaire or section is None or not section.repeat:
        return NONE
    asked = {question.id: question for question in section.questions}
    columns = {
        column: name
        for column, name in register.columns.items()
        if name in asked and asked[name].kind in COLUMNS[column]
    }
    calls = {
        name: proof
        for name, proof in register.calls.items()
        if proof.question in document.questions
    }
    return replace(register, columns=columns, calls=calls)


@lru_cache(maxsize=1)
def core_register() -> Register:
    """The register as shipped, checked against the core questionnaire."""
    return load_register(CONTENT / "ai_tool_register.yaml", core_document())


def load_register(path: FilePath, document: Document) -> Register:
    """Read and check a register; raises DocumentError with every fault found."""
    return parse_register(read_file(path), document)


def parse_register(source: Source, document: Document) -> Register:
    """Check a register against the questionnaire it names, and build it.

    Raises DocumentError with every fault: questions and answers that do not exist are
    refused, so that a register cannot fall behind its questionnaire.
    """
    check = Checker(source)
    register = _Reader(check, document).register(source.data)
    check.done()
    return register


class _Reader:
    def __init__(self, check: Checker, document: Document) -> None:
        self.check = check
        self.document = document
        self.asked: Mapping[str, Question] = {}

    def register(self, data: Any) -> Register:
        check = self.check
        top = check.mapping(data, (), _TOP)
        check.schema(top, SCHEMA)
        check.known(top, "questionnaire", (), "questionnaire", [self.document.id])
        repeating = {s.code: s for s in self.document.sections if s.repeat}
        section = str(top.get("section"))
        if check.one_of(section, ("section",), "repeating section", repeating):
            self.asked = {q.id: q for q in repeating[section].questions}
        columns = self._columns(top.get("columns") or {})
        calls = check.mapping(
            top.get("calls") or {}, ("calls",), {"orchestrators", "agents", *CALLS}
        )
        autonomy = self.asked.get(columns.get("autonomy", ""))
        return Register(
            questionnaire=self.document.id,
            section=section,
            columns=columns,
            never=check.texts(top, "never", ()),
            always=check.texts(top, "always", ()),
            endless=check.texts(top, "endless", ()),
            none_used=self._none_used(top.get("none_used")),
            code_rights=self._codes(
                top, "code_rights", (), self.asked.get(columns.get("rights", ""))
            ),
            production=self._codes(
                top, "production", (), self.asked.get(columns.get("environments", ""))
            ),
            reach=tuple(
                self._reach(item, path, self.asked.get(columns.get("rights", "")))
                for item, path in check.items(top.get("reach"), ("reach",), 20)
            ),
            orchestrators=self._codes(calls, "orchestrators", ("calls",), autonomy),
            agents=self._codes(calls, "agents", ("calls",), autonomy),
            calls={
                name: self._proof(calls[name], ("calls", name))
                for name in CALLS
                if name in calls
            },
        )

    def _columns(self, data: Any) -> dict[str, str]:
        columns = {}
        for column, name in self.check.mapping(data, ("columns",), COLUMNS).items():
            path = ("columns", column)
            if column not in COLUMNS:
                continue
            if self.check.one_of(name, path, "question", self.asked):
                kind = self.asked[name].kind
                if kind not in COLUMNS[column]:
                    self.check.fault(
                        path,
                        f"{name} is a question of kind {kind}",
                        " or ".join(COLUMNS[column]),
                    )
                columns[column] = str(name)
        return columns

    def _reach(self, data: Any, path: Path, rights: Question | None) -> RightsReach:
        check = self.check
        found = check.mapping(data, path, {"id", "label", "rights"})
        return RightsReach(
            id=check.code(found, "id", path),
            label=check.text(found, "label", path, need=True, most=80),
            rights=self._codes(found, "rights", path, rights),
        )

    def _none_used(self, data: Any) -> NoneUsed:
        if data is None:
            return NoneUsed()
        path: Path = ("none_used",)
        found = self.check.mapping(data, path, {"question", "is"})
        name = found.get("question")
        once = {
            q.id: q for s in self.document.sections if not s.repeat for q in s.questions
        }
        if not self.check.one_of(name, (*path, "question"), "question", once):
            return NoneUsed()
        question = once[str(name)]
        return NoneUsed(question.id, self._codes(found, "is", path, question))

    def _proof(self, data: Any, path: Path) -> Proof:
        found = self.check.mapping(data, path, {"question", "open", "not_used"})
        name = found.get("question")
        known = self.document.questions
        if not self.check.one_of(name, (*path, "question"), "question", known):
            return Proof()
        question = known[str(name)]
        return Proof(
            question.id,
            self._codes(found, "open", path, question),
            self._codes(found, "not_used", path, question),
        )

    def _codes(
        self, data: Mapping[str, Any], key: str, path: Path, question: Question | None
    ) -> tuple[str, ...]:
        codes = self.check.texts(data, key, path)
        for code in codes:
            known = question.choices if question else {}
            self.check.one_of(code, (*path, key), "answer", known)
        return codes
