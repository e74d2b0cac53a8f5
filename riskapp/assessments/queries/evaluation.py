"""How it was evaluated: a stored score for its reader, joined with the answers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import get_language

from questionnaires.document.answer_set import AnswerSet
from riskapp.assessments.models import Score
from riskapp.assessments.queries.answers import answers_behind, answers_by_section
from riskapp.assessments.queries.wording import core_texts
from riskapp.common.numbers import number
from riskapp.presentation.language import in_language
from riskapp.presentation.laws import Block, laws_of
from riskapp.presentation.score import FiredRule, Presentation, present, tools_of
from riskapp.scoring.languages import catalogue_in


def in_words(score: Score) -> dict[str, Any]:
    """The stored score with its texts in the reader's language."""
    found: dict[str, Any] = score.result
    texts = core_texts()  # none in English, the language that is stored
    return in_language(found, texts) if texts else found


def presented(data: Mapping[str, Any]) -> Presentation:
    """Such a score in rows and words, as reports and files have it too."""
    return present(data, number)


def with_answers(
    rules: Sequence[FiredRule], answer_set: AnswerSet | None
) -> list[FiredRule]:
    """The rules with the answers behind each time one holds, in words; without an answer set no
    answers, as for those who may not read them."""
    behind = partial(answers_behind, answer_set)
    return [
        replace(
            rule,
            firings=[
                replace(one, answers=behind(one.because, one.entry))
                for one in rule.firings
            ],
        )
        for rule in rules
    ]


def laws(score: Score, answer_set: AnswerSet | None) -> list[Block]:
    """Each law with its criteria as evaluated, and with an answer set the answers behind each."""
    blocks = laws_of(score.result, catalogue_in(get_language() or "en"))
    if answer_set is None:
        return blocks
    return [
        replace(
            block,
            rows=[
                replace(row, answers=answers_behind(answer_set, row.questions, ""))
                for row in block.rows
            ],
        )
        for block in blocks
    ]


def tools(score: Score, answer_set: AnswerSet | None) -> list[dict[str, Any]]:
    """Each tool evaluated alone, worst first, with its answers."""
    groups = (
        {group["entry"]: group for group in answers_by_section(answer_set)}
        if answer_set
        else {}
    )
    return [
        tool | {"rows": groups.get(tool["entry"], {}).get("rows", [])}
        for tool in tools_of(score.result)
    ]
