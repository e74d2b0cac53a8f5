"""Answer sets of the core questionnaire, made from a handful of answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue, Filled, Value
from riskapp.scoring.bands import shown
from riskapp.scoring.evaluation import WhatIf
from riskapp.shipped.core import core_document
from tests.factories.riskapp import PROFILE

AS_OF = datetime.date(2026, 11, 23)
TOOL = "Example Agent"

Answers = Mapping[str, Value]
Evidence = Mapping[tuple[str, str], str]


def answer_set_with(
    answers: Answers | None = None,
    *,
    tools: Mapping[str, Answers] | None = None,
    evidence: Evidence | None = None,
) -> AnswerSet:
    """What was answered, all else left open; a tool is known by its name.

    Answers of the engagement profile (ENG-…) stand among the others.
    """
    given = answers or {}
    return AnswerSet(
        core_document(),
        Filled(
            profile=PROFILE | {q: v for q, v in given.items() if q.startswith("ENG-")},
            answers={q: v for q, v in given.items() if not q.startswith("ENG-")},
            entries=tuple(
                EntryValue(id=name, section="TOOL", answers=said, title=name)
                for name, said in (tools or {}).items()
            ),
            evidence=evidence or {},
        ),
        AS_OF,
    )


def answer_set_with_one_tool(answers: Answers) -> AnswerSet:
    """The same, with the answers about a tool (T-…) given to the only one there is."""
    return answer_set_with(
        {q: v for q, v in answers.items() if not q.startswith("T-")},
        tools={TOOL: {q: v for q, v in answers.items() if q.startswith("T-")}},
    )


def put_right(answer_set, places):
    """The model residual when these answers are at their best, as it is shown."""
    return shown(WhatIf(answer_set).totals(places).residual_model)
