"""Signed answers that a vendor brings along: verified, and read for the comparison."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.actions.uploads import Signed
from questionnaires.document.characters import compared
from questionnaires.document.model import Document
from questionnaires.document.offline.content import (
    Complaint,
    FileAnswer,
    FileContent,
    FileEntry,
)
from questionnaires.errors import FileRefused
from questionnaires.models import Response
from questionnaires.queries import document_of
from riskapp.common.wall import in_organisation
from riskapp.signed_answers.errors import worded
from riskapp.signed_answers.models import TrustedKey
from riskapp.statements.answers import (
    SignedAnswer,
    TrustedIssuer,
    Verified,
    looks_signed,
    verified,
)
from riskapp.statements.errors import StatementRefused


def read_signed(
    response: Response, content: bytes, name: str
) -> tuple[FileContent, Signed] | None:
    """What a file of signed answers says to the questionnaire in hand, and who signed it.

    None for a file of another kind. Raises FileRefused, each time with its own sentence.
    """
    if not looks_signed(content):
        return None
    with in_organisation(response.tenant):
        rows = list(TrustedKey.objects.filter(organisation=response.tenant))
    trusted = [TrustedIssuer(row.public_bytes, row.issuer) for row in rows]
    try:
        found = verified(content, trusted, now=timezone.now())
    except StatementRefused as error:
        raise FileRefused([Complaint(name, worded(error))]) from error
    document = document_of(response.version)
    _refuse_others(found, response, document, name)
    owner = next(row.name for row in rows if row.keyid == found.keyid)
    return _content(found, document), _signed(found, owner)


def _refuse_others(
    found: Verified, response: Response, document: Document, name: str
) -> None:
    """Answers to other questions, or of another company, are not taken for these."""
    claim = found.claim
    if claim.questionnaire != document.id:
        raise FileRefused(
            [
                Complaint(
                    name,
                    _("The file belongs to the questionnaire “%(name)s”.")
                    % {"name": claim.questionnaire},
                    document.id,
                )
            ]
        )
    is_same = compared(claim.vendor) == compared(response.respondent_name)
    is_known = bool(claim.domain) and claim.domain in response.allowed_domains
    if not is_same and not is_known:
        raise FileRefused(
            [
                Complaint(
                    name,
                    _(
                        "The file holds the answers of “%(theirs)s”. Here “%(asked)s” is "
                        "asked, so they are not taken over."
                    )
                    % {"theirs": claim.vendor, "asked": response.respondent_name},
                )
            ]
        )


def _content(found: Verified, document: Document) -> FileContent:
    """The answers in the shape of every other file; what is not asked here is counted only."""
    answers: list[FileAnswer] = []
    entries: dict[str, FileEntry] = {}
    others = 0
    for answer in found.shown:
        question = document.questions.get(answer.question)
        if (
            question is None
            or not question.section
            or question.repeated != bool(answer.entry)
        ):
            others += 1
        else:
            ref = f"new-{answer.entry}" if answer.entry else ""
            if ref and ref not in entries:
                entries[ref] = FileEntry(ref, question.section, _place(answer))
            answers.append(
                FileAnswer(_place(answer), answer.question, ref, answer.value)
            )
    return FileContent(
        questionnaire=f"{found.claim.questionnaire}@{found.claim.version}",
        answers=tuple(answers),
        entries=tuple(entries.values()),
        notices=tuple(_notices(found, others)),
    )


def _notices(found: Verified, others: int) -> list[str]:
    notices = []
    if found.left_out:
        words = ngettext(
            "%(n)s answer was left out of the file.",
            "%(n)s answers were left out of the file.",
            found.left_out,
        )
        notices.append(words % {"n": found.left_out})
    if others:
        words = ngettext(
            "%(n)s answer is to a question that is not asked here.",
            "%(n)s answers are to questions that are not asked here.",
            others,
        )
        notices.append(words % {"n": others})
    return notices


def _signed(found: Verified, owner: str) -> Signed:
    claim = found.claim
    return Signed(
        signed_by=owner,
        keyid=found.keyid,
        company=claim.vendor,
        attested_by=claim.attested_by,
        attested_as=claim.attested_as,
        attested_at=claim.attested_at.isoformat(),
        expires_at=claim.expires_at.isoformat(),
        left_out=found.left_out,
    )


def _place(answer: SignedAnswer) -> str:
    if not answer.entry:
        return answer.question
    return f"{answer.entry}: {answer.question}"
