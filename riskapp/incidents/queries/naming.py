"""Which names stand for what an incident is about: old names, makers, what builds on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from riskapp.common.names import normal, tidy
from riskapp.evidence.loading import core_rules
from riskapp.incidents.choices import SubjectKind
from riskapp.incidents.models import Incident
from riskapp.shipped.core import core_document_in
from riskapp.tools.catalogue import ToolPlan, catalogue_in_force
from riskapp.tools.register import core_register

MOST_NAMES = 60
# Facts of the catalogue that name whose models or machines a tool is built on.
BENEATH = ("subprocessor_list", "zero_retention_option")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """What is looked for: ``names`` as whole words in answers and files, and the ids of the
    ``plans`` of the catalogue that build on it."""

    names: tuple[str, ...]
    plans: tuple[str, ...]


@lru_cache(maxsize=200_000)
def words_in(text: str) -> str:
    """The words of a text one after the other, in a form in which they are compared:
    " claude code " for "Claude-Code (v2)" holds " claude ". "" where it has none."""
    plain = text.casefold() if text.isascii() else normal(text)
    found = _WORD.findall(plain)
    return f" {' '.join(found)} " if found else ""


def names_it(text: str, wanted: Iterable[str]) -> bool:
    """Whether a text holds one of the wanted names (:func:`words_in`), each as whole words."""
    own = words_in(text)
    return any(name and name in own for name in wanted)


def resolved(kind: str, subjects: Iterable[str]) -> NamedSubject:
    """The names behind what somebody typed, most of all old names and makers."""
    subjects = [tidy(one)[:200] for one in subjects]
    if kind == SubjectKind.CREDENTIAL:
        return NamedSubject((), ())
    by_words: dict[str, str] = {}
    for name in (name for one in subjects for name in _names(kind, one)):
        by_words.setdefault(words_in(name), name)
    by_words.pop("", None)
    names = list(by_words.values())[:MOST_NAMES]
    return NamedSubject(tuple(names), tuple(plans_on(names)))


def plans_on(names: Collection[str]) -> Iterator[str]:
    """The ids of the plans of the catalogue that bear one of the names, or build on it."""
    wanted = [words_in(name) for name in names]
    for plan in catalogue_in_force().plans.values():
        if any(names_it(text, wanted) for text in _said_of(plan)):
            yield plan.id


def subject_in_words(incident: Incident) -> str:
    """What an incident is about, as a sentence can hold it, in the language in force."""
    if incident.kind != SubjectKind.CREDENTIAL:
        return incident.subject
    return credential_labels().get(incident.subject, incident.subject)


def credential_labels() -> dict[str, str]:
    """The kinds of credential that the questionnaire knows, in words."""
    document = core_document_in(get_language() or "en")
    question = document.questions[core_register().columns["credential"]]
    return {option.code: option.label for option in question.options}


def _names(kind: str, typed: str) -> Iterator[str]:
    """What was typed, then the other names of the same thing."""
    yield typed
    own, rules = words_in(typed), core_rules()
    if kind == SubjectKind.TOOL:
        for tool in rules.tools:
            known = (tool.title, *tool.words, *tool.names)
            if own in map(words_in, known):
                yield tool.title
                yield from (_written(word) for word in tool.words)
    elif kind == SubjectKind.PROVIDER:
        for provider in rules.providers:
            known = (provider.title, *provider.words)
            if any(words_in(word) in own for word in known):
                yield provider.title
                yield from (_written(word) for word in provider.words)


def _written(word: str) -> str:
    """A word of the rules as people write it; those of one or two letters stand as they are."""
    return word if any(c.isupper() for c in word) else word.title()


def _said_of(plan: ToolPlan) -> Iterator[str]:
    yield plan.words
    for name in BENEATH:
        fact = plan.facts.get(name)
        if fact is None or isinstance(fact.value, bool):
            continue
        yield fact.value if isinstance(fact.value, str) else " / ".join(fact.value)
