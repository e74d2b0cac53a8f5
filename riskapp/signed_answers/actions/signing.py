"""What was attested here, signed, for the vendor to take along."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.characters import domain_of
from questionnaires.errors import NotSubmittedYet
from questionnaires.models import Respondent, Response
from questionnaires.queries import answer_set_of
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.signed_answers.actions.keys import signing_key_of
from riskapp.signed_answers.errors import KeyLost
from riskapp.statements.answers import Attestation, Issuer, SignedAnswer, signed_answers
from riskapp.statements.names import MAX_NAME


@dataclass(frozen=True, slots=True)
class SignedPart:
    """Something that can be left out: a section, or one entry of it. ``answers`` are counted."""

    name: str
    title: str
    answers: int


def parts_of(answer_set: AnswerSet) -> list[SignedPart]:
    """What can be left out, in the order of the questionnaire; only what has answers."""
    titles: dict[str, str] = {}
    counted: dict[str, int] = {}
    for part, title, _answer in _signable(answer_set):
        titles[part] = title
        counted[part] = counted.get(part, 0) + 1
    return [SignedPart(name, titles[name], counted[name]) for name in titles]


@transaction.atomic
def sign_answers(response: Response, *, keep: Collection[str], by: Respondent) -> bytes:
    """A file of what was attested, in which only the parts named in ``keep`` are shown.

    Raises NotSubmittedYet, and KeyLost where the key of the organisation cannot be read.
    """
    if response.is_open or response.submitted_at is None:
        raise NotSubmittedYet
    answer_set = answer_set_of(response)
    shown: list[SignedAnswer] = []
    left_out: list[SignedAnswer] = []
    for part, _title, answer in _signable(answer_set):
        (shown if part in keep else left_out).append(answer)
    with in_organisation(response.tenant):
        organisation = Organisation.objects.get(pk=response.tenant)
        key = signing_key_of(organisation, actor_label=str(by))
    try:
        secret = key.secret
    except InvalidToken as error:
        raise KeyLost from error
    claim = _claim(response, response.submitted_at, organisation, by, answer_set)
    content = signed_answers(claim, shown, left_out, secret=secret)
    record(
        "answers signed",
        response,
        organisation=organisation,
        by=None,
        actor_label=str(by),
        after={"key": key.keyid, "shown": len(shown), "left_out": len(left_out)},
    )
    return content


def _claim(
    response: Response,
    submitted_at: datetime.datetime,
    organisation: Organisation,
    by: Respondent,
    answers: AnswerSet,
) -> Attestation:
    days = datetime.timedelta(days=settings.SIGNED_ANSWERS_DAYS)
    return Attestation(
        questionnaire=answers.document.id,
        version=answers.document.version,
        is_short=response.is_short,
        vendor=response.respondent_name,
        domain=domain_of(by.email or by.invitation.email)[:MAX_NAME],
        issuer=Issuer(str(organisation.pk), organisation.name),
        attested_by=response.attested_name,
        attested_as=response.attested_role,
        attested_at=submitted_at,
        expires_at=submitted_at + days,
        submitted=response.digest,
    )


def _signable(answer_set: AnswerSet) -> Iterator[tuple[str, str, SignedAnswer]]:
    """Every answer somebody stood by, with the part it belongs to and what that is called.

    Entries are numbered, so that nothing leads back to the ids they have here.
    """
    numbers: dict[str, str] = {}
    for item in answer_set.items():
        entry_id = item.entry.id if item.entry else ""
        question = item.question
        value = answer_set.value(question.id, entry_id)
        if value is None or item.state in (State.HIDDEN, State.OPEN):
            continue
        if item.entry is None:
            section = answer_set.document.section_by_code[question.section]
            yield section.code, section.title, SignedAnswer(question.id, "", value)
            continue
        number = numbers.setdefault(entry_id, str(len(numbers) + 1))
        part = f"{item.entry.section}-{number}"
        yield part, item.entry.title, SignedAnswer(question.id, number, value)
