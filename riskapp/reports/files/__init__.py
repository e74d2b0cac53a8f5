"""A report as files for machines, from the same plain values as the PDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from questionnaires.document.answers_file import AnswersFile, write_answers
from questionnaires.document.sheet import Sheet
from riskapp.reports.choices import Format
from riskapp.reports.files.addendum import addendum_document
from riskapp.reports.files.cyclonedx import declarations
from riskapp.reports.files.oscal import assessment_results, plan_of_action
from riskapp.reports.files.plain import plain
from riskapp.reports.files.workbook import workbook

WRITERS: dict[str, Callable[[dict[str, Any], Sheet], bytes]] = {
    Format.XLSX: lambda context, _sheet: workbook(context),
    Format.JSON: lambda context, _sheet: _json(plain(context)),
    Format.ADDENDUM: lambda context, _sheet: addendum_document(context),
    Format.CYCLONEDX: lambda context, sheet: _json(declarations(context, sheet)),
    Format.OSCAL_RESULTS: lambda context, _sheet: _json(assessment_results(context)),
    Format.OSCAL_PLAN: lambda context, _sheet: _json(plan_of_action(context)),
}


def file_of(wanted: str, context: dict[str, Any], sheet: Sheet) -> bytes:
    """The bytes of a report in a format; raises LookupError for an unknown one."""
    return WRITERS[wanted](context, sheet)


def attachments_of(
    context: dict[str, Any], sheet: Sheet
) -> list[tuple[str, bytes, str, str]]:
    """What an archived report carries with it: name, bytes, description, relationship."""
    about = context["about"]
    answers = write_answers(
        AnswersFile(
            sheet.document, sheet.filled, sheet.as_of, about.vendor, about.country
        )
    )
    return [
        ("answers.yaml", answers.encode(), "The answers this report judges", "Source"),
        (
            "score.json",
            _json(context["data"]),
            "The whole score with every reason",
            "Data",
        ),
    ]


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode()
