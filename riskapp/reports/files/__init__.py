"""A report as files for machines, from the same plain values as the PDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from questionnaires.document.answers_file import AnswersFile, write_answers
from questionnaires.document.sheet import Sheet


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
    score = json.dumps(context["data"], ensure_ascii=False, indent=1, default=str)
    return [
        ("answers.yaml", answers.encode(), "The answers this report judges", "Source"),
        ("score.json", score.encode(), "The whole score with every reason", "Data"),
    ]


WRITERS: dict[str, Callable[[dict[str, Any], Sheet], bytes]] = {}
