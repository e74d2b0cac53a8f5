"""Files of other questionnaires that a vendor brings along; what ``QUESTIONNAIRE_OTHER_FILES`` names."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.uploads import AnswerOfAnother, Elsewhere
from questionnaires.document.offline.content import Complaint, FileContent
from questionnaires.errors import FileRefused
from questionnaires.models import Response
from questionnaires.queries import document_of
from questionnaires.workbooks.sheets import Sheet, WorkbookRefused, read_sheets
from riskapp.other_forms.mapping import OtherForm, QuestionRelation, core_forms
from riskapp.other_forms.proposing import Found, answers_of, asked_of, found_in
from riskapp.other_forms.reading import (
    AnotherVersion,
    TheirAnswer,
    answers_in_record,
    answers_in_workbook,
)

ZIP = b"PK\x03\x04"
RELATIONS = {
    QuestionRelation.EQUAL: mark("asks the same"),
    QuestionRelation.PART: mark("asks a part of this"),
    QuestionRelation.MORE: mark("asks for more than this"),
    QuestionRelation.OVERLAPS: mark("overlaps with this"),
}


def read_other(
    response: Response, content: bytes, name: str
) -> tuple[FileContent, Elsewhere] | None:
    """What an answered questionnaire of somebody else proposes here; None for any other file.

    Raises FileRefused for a version whose ids mean something else.
    """
    document = document_of(response.version)
    sheets = _sheets(content)
    refused: OtherForm | None = None
    for form in core_forms():
        try:
            given = _answers_in(form, content, sheets)
        except AnotherVersion:
            refused = form
            continue
        if given:
            found = found_in(form, given, asked_of(document))
            says = FileContent(document.id, answers=answers_of(found))
            return says, Elsewhere(
                form.title, form.version, [_told(each) for each in found]
            )
    if refused is not None:
        raise FileRefused([_of_another_version(refused, name)])
    return None


def _of_another_version(form: OtherForm, name: str) -> Complaint:
    return Complaint(
        name,
        _("this is another version of %(form)s, with other numbers")
        % {"form": form.title},
        form.version,
    )


def _sheets(content: bytes) -> list[Sheet]:
    if not content.startswith(ZIP):
        return []
    try:
        return read_sheets(content)
    except WorkbookRefused:
        return []


def _answers_in(
    form: OtherForm, content: bytes, sheets: list[Sheet]
) -> list[TheirAnswer]:
    if sheets:
        return answers_in_workbook(form, sheets)
    return answers_in_record(form, content)


def _told(found: Found) -> AnswerOfAnother:
    return AnswerOfAnother(
        question=found.mapped.ours,
        theirs=found.given.question,
        answer=found.given.text,
        relation=RELATIONS[found.mapped.relation],
        reason=found.mapped.reason,
        is_proposed=found.raw is not None,
    )
