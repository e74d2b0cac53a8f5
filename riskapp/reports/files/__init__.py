"""A report as files for machines, from the same plain values as the PDF.

The libraries of DOCX and XLSX are imported when the first such file is made: every process
imports this package, and they take 15 MB.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import AnswersFile, write_answers
from riskapp.reports.choices import Format
from riskapp.reports.files.cyclonedx import declarations
from riskapp.reports.files.oscal import assessment_results, plan_of_action
from riskapp.reports.files.plain import plain
from riskapp.reports.files.sarif import weaknesses


def _workbook(context: dict[str, Any], _answer_set: AnswerSet) -> bytes:
    from riskapp.reports.files.workbook import workbook

    return workbook(context)


def _addendum(context: dict[str, Any], _answer_set: AnswerSet) -> bytes:
    from riskapp.reports.files.addendum import addendum_document

    return addendum_document(context)


WRITERS: dict[str, Callable[[dict[str, Any], AnswerSet], bytes]] = {
    Format.XLSX: _workbook,
    Format.JSON: lambda context, _answer_set: _json(plain(context)),
    Format.ADDENDUM: _addendum,
    Format.CYCLONEDX: lambda context, answer_set: _json(
        declarations(context, answer_set)
    ),
    Format.OSCAL_RESULTS: lambda context, _answer_set: _json(
        assessment_results(context)
    ),
    Format.OSCAL_PLAN: lambda context, _answer_set: _json(plan_of_action(context)),
    Format.SARIF: lambda context, _answer_set: _json(weaknesses(context)),
}


def file_of(wanted: str, context: dict[str, Any], answer_set: AnswerSet) -> bytes:
    """The bytes of a report in a format; raises LookupError for an unknown one."""
    return WRITERS[wanted](context, answer_set)


def attachments_of(
    context: dict[str, Any], answer_set: AnswerSet
) -> list[tuple[str, bytes, str, str]]:
    """What an archived report carries with it: name, bytes, description, relationship."""
    about = context["about"]
    answers = write_answers(
        AnswersFile(
            answer_set.document,
            answer_set.filled,
            answer_set.as_of,
            about.vendor,
            about.country,
        )
    )
    return [
        (
            "answers.yaml",
            answers.encode(),
            "The answers this report evaluates",
            "Source",
        ),
        (
            "score.json",
            _json(context["data"]),
            "The whole score with every reason",
            "Data",
        ),
    ]


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode()
