"""What a copy says, as plain values: asks the database four times and a template never."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.values import EntryValue
from questionnaires.document.wording import display_text
from questionnaires.models import Evidence, Remark, Response
from questionnaires.queries import answer_set_of, evidence_of_response, remarks_of


def build_context(response: Response, language: str) -> dict[str, Any]:
    """The template's values for a submitted response, in the language in force."""
    answer_set = answer_set_of(response)
    remarks = remarks_of(response)
    evidence = evidence_of_response(response.pk)
    groups = [
        {
            "kind": section.entry_name if entry else "",
            "title": entry.title if entry else section.title,
            "rows": [
                _row(answer_set, question.id, entry, remarks, evidence)
                for question in section.questions
                if answer_set.shown(question.id, entry.id if entry else "")
            ],
        }
        for section in answer_set.document.sections
        for entry in (answer_set.entries(section.code) if section.repeat else (None,))
    ]
    items = [item for item in answer_set.items() if item.state is not State.HIDDEN]
    return {
        "language": language,
        "title": answer_set.document.title,
        "questionnaire": f"{answer_set.document.id}@{answer_set.document.version}",
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
    answer_set: AnswerSet,
    question_id: str,
    entry: EntryValue | None,
    remarks: dict[tuple[str, str], Remark],
    evidence: dict[tuple[str, str], list[Evidence]],
) -> dict[str, Any]:
    key = (question_id, entry.id if entry else "")
    question = answer_set.document.questions[question_id]
    remark = remarks.get(key)
    return {
        "id": question_id,
        "text": question.text,
        "display_text": display_text(
            answer_set.document, question, answer_set.value(*key)
        ),
        "is_open": answer_set.state(*key) is State.OPEN,
        "unconfirmed": answer_set.filled.set_aside.get(key, ""),
        "remark": _remark(remark) if remark else None,
        "evidence": [_evidence(row) for row in evidence.get(key, ())],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "kind": remark.get_kind_display(),
        "text": remark.text,
        "due_on": remark.due_on,
        "owner": remark.owner,
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
