"""What a copy says, as plain values: asks the database four times and a template never."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from questionnaires.document.sheet import Sheet, State
from questionnaires.document.values import Entry
from questionnaires.document.wording import said
from questionnaires.models import Evidence, Remark, Response
from questionnaires.queries import evidence_of_response, remarks_of, sheet_of


def build_context(response: Response, language: str) -> dict[str, Any]:
    """The template's values for a submitted response, in the language in force."""
    sheet = sheet_of(response)
    remarks = remarks_of(response)
    evidence = evidence_of_response(response.pk)
    groups = [
        {
            "kind": section.entry_name if entry else "",
            "title": entry.title if entry else section.title,
            "rows": [
                _row(sheet, question.id, entry, remarks, evidence)
                for question in section.questions
                if sheet.shown(question.id, entry.id if entry else "")
            ],
        }
        for section in sheet.document.sections
        for entry in (sheet.entries(section.code) if section.repeat else (None,))
    ]
    items = [item for item in sheet.items() if item.state is not State.HIDDEN]
    return {
        "language": language,
        "title": sheet.document.title,
        "questionnaire": f"{sheet.document.id}@{sheet.document.version}",
        "asked_by": response.asked_by,
        "about": response.about,
        "vendor": response.respondent_name,
        "attested": f"{response.attested_name}, {response.attested_role}",
        "submitted_at": response.submitted_at,
        "digest": response.digest,
        "answered": sum(item.state is not State.OPEN for item in items),
        "applicable": len(items),
        "attached": sum(len(rows) for rows in evidence.values()),
        "groups": [group for group in groups if group["rows"]],
    }


def _row(
    sheet: Sheet,
    question_id: str,
    entry: Entry | None,
    remarks: dict[tuple[str, str], Remark],
    evidence: dict[tuple[str, str], list[Evidence]],
) -> dict[str, Any]:
    key = (question_id, entry.id if entry else "")
    question = sheet.document.questions[question_id]
    remark = remarks.get(key)
    return {
        "id": question_id,
        "text": question.text,
        "said": said(sheet.document, question, sheet.value(*key)),
        "is_open": sheet.state(*key) is State.OPEN,
        "unconfirmed": sheet.filled.set_aside.get(key, ""),
        "remark": _remark(remark) if remark else None,
        "evidence": [_evidence(row) for row in evidence.get(key, ())],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "kind": remark.get_kind_display(),
        "text": remark.text,
        "due_on": remark.due_on,
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": row.get_kind_display(),
        "detail": row.file_name or row.url or row.text,
        "level": _("documented") if row.level == "documented" else _("declared"),
        "effective_on": row.effective_on,
        "expires_on": row.expires_on,
        "sha256": row.sha256,
    }
