"""What a contract addendum promised, frozen with the answers it rests on, and what answers of
later say otherwise. No conclusion is drawn from a difference: both sides are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.overlay import Place
from questionnaires.document.wording import display_text
from riskapp.reports.context.addendum import (
    answer_text,
    cited,
    is_spared,
    sentence_of,
)
from riskapp.reports.context.clauses import CLAUSES, Clause, ClausePart
from riskapp.scoring.catalogue import Catalogue
from riskapp.scoring.model import MODEL
from riskapp.scoring.rated.answer_set import RatedItem
from riskapp.scoring.reading import read_by

SOURCE = "en"  # the language that is stored


@dataclass(frozen=True, slots=True)
class PromiseDifference:
    """What a clause said and what is answered now, in words: ``clause`` with its number, the
    provisions it is about, what was promised, and the ``place`` of the answer."""

    place: Place
    clause: str
    provisions: str
    promised: str


def promised(
    answer_set: AnswerSet, data: Mapping[str, Any], catalogue: Catalogue
) -> list[dict[str, Any]]:
    """Every sentence of an addendum with its clause, provisions and answer, as plain values."""
    evaluated = {item["id"] for item in data["criteria"]}
    with translation.override(SOURCE):
        return [
            {
                "clause": number,
                "title": str(clause.title),
                "provisions": [
                    " ".join((told["law"], told["ref"]))
                    for told in (
                        cited(catalogue, name)
                        for name in clause.provisions
                        if name in evaluated
                    )
                ],
                "question": part.question,
                "entry": item.entry.id if item.entry else "",
                "sentence": _source_of(answer_set, part, item, sentence),
                "value": answer_set.value(
                    part.question, item.entry.id if item.entry else ""
                ),
            }
            for number, clause, part, item, sentence in _supported(
                answer_set, data["model"]
            )
        ]


def differences(
    promises: Sequence[Mapping[str, Any]],
    answer_set: AnswerSet,
    entries: Mapping[str, str],
) -> Iterator[PromiseDifference]:
    """Where answers no longer bear out what was promised; ``entries`` leads from entries as
    they were then to those of now. An answer that supports the same sentence is no difference,
    nor is one that is missing: that is open."""
    with translation.override(SOURCE):
        today = {
            (part.question, item.entry.id if item.entry else "", sentence)
            for _n, _clause, part, item, sentence in _supported(answer_set, MODEL)
        }
    for row in promises:
        entry = entries.get(row["entry"]) if row["entry"] else ""
        question = answer_set.document.questions.get(row["question"])
        if entry is None or question is None:
            continue
        place = row["question"], entry
        if not answer_set.shown(*place) or not _is_said(answer_set, place):
            continue
        with translation.override(SOURCE):
            then = _filled(answer_set, row)
        if answer_set.value(*place) == row["value"] or (*place, then) in today:
            continue
        yield PromiseDifference(
            place=place,
            clause=f"{row['clause']}, {_(row['title'])}",
            provisions=", ".join(row["provisions"]),
            promised=_filled(answer_set, row),
        )


def _is_said(answer_set: AnswerSet, place: Place) -> bool:
    return answer_set.state(*place) in (State.ANSWERED, State.NOT_APPLICABLE)


def _filled(answer_set: AnswerSet, row: Mapping[str, Any]) -> str:
    """A promise in the language in force."""
    question = answer_set.document.questions[row["question"]]
    words = display_text(answer_set.document, question, row["value"])
    sentence = _(row["sentence"])
    return sentence % {"value": words} if "%(value)s" in sentence else sentence


def _supported(
    answer_set: AnswerSet, model: str
) -> Iterator[tuple[int, Clause, ClausePart, RatedItem, str]]:
    """Every sentence that the answers support, in the language in force."""
    items: dict[str, list[RatedItem]] = {}
    for item in read_by(model, answer_set).items():
        items.setdefault(item.question.id, []).append(item)
    for number, clause in enumerate(CLAUSES, 1):
        for part in clause.parts:
            for item in items.get(part.question, ()):
                if item.state is State.HIDDEN or is_spared(answer_set, part, item):
                    continue
                answer = answer_text(answer_set, item)
                if sentence := sentence_of(answer_set, part, item, answer):
                    yield number, clause, part, item, sentence


def _source_of(
    answer_set: AnswerSet, part: ClausePart, item: RatedItem, sentence: str
) -> str:
    """The sentence as it is stored: with the place of a value, where it names one."""
    template = str(part.value)
    if template and template % {"value": answer_text(answer_set, item)} == sentence:
        return template
    return sentence
