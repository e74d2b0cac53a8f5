"""Answers that a person gave to somebody else, proposed here as those of a file are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.actions.locking import locked_open
from questionnaires.actions.uploads import Elsewhere
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.offline.content import FileAnswer, FileContent, FileEntry
from questionnaires.document.taking_over import why_not
from questionnaires.models import Respondent, Response, Upload
from questionnaires.queries import document_of


@transaction.atomic
def propose_earlier(
    response: Response,
    earlier: AnswerSet,
    *,
    given: Callable[[str], bool],
    respondent: Respondent,
) -> Upload:
    """Keep what counted in an earlier questionnaire to be looked at; nothing is changed by it.

    ``given`` says which of its sections the person may read. It tells neither who was answered
    nor which entries those were. As ``receive_upload`` otherwise; raises ResponseLocked.
    """
    response = locked_open(response)
    says = _content(response, earlier, given)
    Upload.objects.filter(
        response=response, respondent=respondent, applied_at=None
    ).delete()
    document = earlier.document
    data = says.to_data()
    return Upload.objects.create(
        response=response,
        respondent=respondent,
        file_name=_("Answers from an earlier questionnaire"),
        sha256=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        says=data,
        elsewhere=asdict(Elsewhere(document.title, str(document.version), []))
        | {"is_own": True},
    )


def _content(
    response: Response, earlier: AnswerSet, given: Callable[[str], bool]
) -> FileContent:
    document, today = document_of(response.version), timezone.localdate()
    numbers = {
        entry.id: str(number)
        for section in earlier.document.sections
        if section.repeat and given(section.code)
        for number, entry in enumerate(earlier.entries(section.code), start=1)
    }
    asked = frozenset(document.short_form) if response.is_short else document.questions
    answers, left = [], 0
    for item in earlier.items():
        own = item.entry.id if item.entry else ""
        value = earlier.value(item.question.id, own)
        if value is None or not given(item.question.section):
            continue
        section = item.entry.section if item.entry else ""
        if item.question.id not in asked or why_not(
            document, item.question.id, section, value, as_of=today
        ):
            left += 1
            continue
        place = f"{item.question.id}, {item.entry.title}" if item.entry else ""
        answers.append(
            FileAnswer(
                place or item.question.id,
                item.question.id,
                numbers.get(own, ""),
                value,
            )
        )
    return FileContent(
        document.id,
        answers=tuple(answers),
        entries=tuple(
            FileEntry(
                ref=numbers[entry.id],
                section=section.code,
                place=entry.title,
                name=entry.title,
                catalogue=entry.catalogue,
            )
            for section in earlier.document.sections
            for entry in earlier.entries(section.code)
            if entry.id in numbers
        ),
        notices=(_left_out(left),) if left else (),
    )


def _left_out(number: int) -> str:
    words = ngettext(
        "%(number)s answer is left out: it is not asked here, or is no answer here any more.",
        "%(number)s answers are left out: they are not asked here, or are no answers here any more.",
        number,
    )
    return words % {"number": number}
