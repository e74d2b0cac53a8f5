"""From an answers file to its evaluation: what the commands share."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import AnswersFile, read_answers
from questionnaires.document.model import Document
from questionnaires.document.parsing import (
    document_from_data,
    load_source,
    parse_document,
)
from questionnaires.document.source import text_of
from questionnaires.document.translation import translated
from riskapp.scoring.catalogue import catalogue_for
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.model import ScoreResult
from riskapp.scoring.reading import NEWEST, claims
from riskapp.shipped.core import CONTENT


def score_file(
    path: Path, country: str = "", model: int = NEWEST, *, accept_claims: bool = False
) -> tuple[AnswersFile, AnswerSet, ScoreResult]:
    """Read and evaluate an answers file for a buyer in a country (ISO 3166-1 alpha-2; "" for
    none); raises DocumentError with every fault, by line.

    ``accept_claims`` evaluates as if a reviewer had accepted every "does not apply".
    """
    answers = answers_in(path)
    answer_set = AnswerSet(answers.document, answers.filled, answers.as_of)
    if accept_claims:
        accepted = frozenset(place for place, _ in claims(answer_set))
        filled = replace(answers.filled, accepted=accepted)
        answer_set = AnswerSet(answers.document, filled, answers.as_of)
    return answers, answer_set, evaluate(answer_set, catalogue_for(country), model)


def answers_in(path: Path) -> AnswersFile:
    """An answers file about a shipped questionnaire; raises DocumentError with every fault."""
    return read_answers(text_of(path, str(path)), str(path), shipped)


@lru_cache(maxsize=8)
def shipped(wanted: str) -> Document:
    """The shipped questionnaire of this id, or ``id@version``, an earlier one too; raises
    LookupError."""
    name, _, version = wanted.partition("@")
    path = CONTENT / f"{name}.yaml"
    if Path(wanted).name != wanted or not path.is_file():
        raise LookupError(wanted)
    source = load_source(path)
    if not isinstance(source.data, dict) or source.data.get("id") != name:
        raise LookupError(wanted)  # other files lie beside the questionnaires
    document = parse_document(source)
    if version in ("", document.version):
        return document
    earlier = CONTENT / "earlier" / f"{name}@{version}.yaml"
    if not earlier.is_file():
        raise LookupError(wanted)
    return parse_document(load_source(earlier))


@lru_cache(maxsize=8)
def shipped_in(name: str, language: str) -> Document:
    """A shipped questionnaire in a language, for showing what an answers file says; raises
    DocumentError where no such file is shipped."""
    source = load_source(CONTENT / f"{name}.yaml")
    return document_from_data(translated(source.data, language))
