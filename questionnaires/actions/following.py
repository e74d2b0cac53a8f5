"""A response that begins where another ended: the next cycle, or only some answers again."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.deliveries import queue_delivery
from questionnaires.actions.history import remember
from questionnaires.actions.invitations import MAIL_OF
from questionnaires.actions.levels import refresh_level
from questionnaires.actions.locking import recount
from questionnaires.actions.responses import Opening, new_response
from questionnaires.choices import EventKind, Purpose, RespondentRole
from questionnaires.document.answer_set import State
from questionnaires.document.model import Document
from questionnaires.document.taking_over import why_not
from questionnaires.errors import NothingAsked, NotSubmittedYet
from questionnaires.models import (
    Answer,
    Entry,
    Evidence,
    Invitation,
    Remark,
    Response,
    ResponseEvent,
)
from questionnaires.queries import (
    answer_set_of,
    document_of,
    invitation_expiry,
    left_evidence,
)

Key = tuple[str, str]


@transaction.atomic
def next_cycle(previous: Response, opening: Opening) -> Response:
    """Open a response with the answers of the last one, each to be confirmed or changed.

    Answers that the new version does not ask, or does not allow, are left behind, and so
    are remarks, which spoke of another time, and evidence that has expired or has no place
    any more. Nobody is invited. Raises NotSubmittedYet.
    """
    _require_submitted(previous)
    response = _open(previous, Purpose.CYCLE, opening)
    entries = _take_over(previous, response, places=None)
    _take_over_evidence(previous, response, entries)
    _lower_levels(previous, response, entries)
    recount(response)
    return response


@transaction.atomic
def ask_again(
    previous: Response,
    purpose: Purpose,
    *,
    places: Collection[Key],
    due_on: datetime.date | None,
    actor: str,
    mail: bool = True,
) -> Response:
    """Open a response in which only some places of the last one can be changed.

    ``places`` are ``(question, entry id or "")`` of ``previous``. Questions that come up
    because of a changed answer can be answered too. Everybody who still has a way in to
    the last response has one to this; the leads among them get a mail.
    Raises NotSubmittedYet, and NothingAsked where no place is shown in ``previous``.
    """
    _require_submitted(previous)
    shown = _shown_in(previous)
    asked = shown & set(places)
    if not asked:
        raise NothingAsked
    return _ask_beside(
        previous,
        purpose,
        asked=asked,
        closed=shown - asked,
        due_on=due_on,
        actor=actor,
        mail=mail,
    )


@transaction.atomic
def ask_the_rest(
    previous: Response, *, due_on: datetime.date | None, actor: str
) -> Response:
    """Open a response to the whole form for whoever answered the short one: what was answered
    stays closed, the rest can be answered. As ``ask_again`` otherwise.

    Raises NotSubmittedYet, and NothingAsked where the whole form was asked.
    """
    _require_submitted(previous)
    if not previous.is_short:
        raise NothingAsked
    return _ask_beside(
        previous,
        Purpose.REST,
        asked=set(),
        closed=_shown_in(previous, left_open=False),
        due_on=due_on,
        actor=actor,
    )


def _shown_in(previous: Response, *, left_open: bool = True) -> set[Key]:
    """The places of a response that were asked, with or without those it left open."""
    others = {State.HIDDEN} if left_open else {State.HIDDEN, State.OPEN}
    return {
        (item.question.id, item.entry.id if item.entry else "")
        for item in answer_set_of(previous).items()
        if item.state not in others
    }


def _ask_beside(
    previous: Response,
    purpose: Purpose,
    *,
    asked: Collection[Key],
    closed: Collection[Key],
    due_on: datetime.date | None,
    actor: str,
    mail: bool = True,
) -> Response:
    """A response with all answers of the last one, in which some places are closed."""
    opening = Opening(
        version=previous.version,
        profile=previous.profile,
        due_on=due_on,
        actor=actor,
        entry_policy=previous.entry_policy,
        allowed_domains=previous.allowed_domains,
        colleagues_anywhere=previous.colleagues_anywhere,
        about=previous.about,
        language=previous.language,
        time_zone=previous.time_zone,
        is_short=previous.is_short and purpose != Purpose.REST,
    )
    response = _open(previous, purpose, opening)
    entries = _take_over(previous, response, places=asked)
    _take_over_evidence(previous, response, entries)
    _take_over_remarks(previous, response, entries)
    response.closed = sorted(
        [question, entries[entry] if entry else ""]
        for question, entry in closed
        if not entry or entry in entries
    )
    response.save(update_fields=["closed"])
    recount(response)
    kind = MAIL_OF.get(purpose) if mail else None
    for invitation in _continued(previous, response):
        if kind and invitation.email and invitation.role == RespondentRole.LEAD:
            queue_delivery(invitation, kind)
    return response


def _require_submitted(previous: Response) -> None:
    if previous.is_open:
        raise NotSubmittedYet


def _open(previous: Response, purpose: Purpose, opening: Opening) -> Response:
    return new_response(
        opening,
        tenant=previous.tenant,
        asked_by=previous.asked_by,
        respondent_name=previous.respondent_name,
        purpose=purpose,
        follows=previous,
    )


def _take_over(
    previous: Response, response: Response, *, places: Collection[Key] | None
) -> dict[str, str]:
    """Copy entries and answers; the ids of the entries, old to new.

    Without ``places`` every answer has to be confirmed, otherwise those.
    """
    document = document_of(response.version)
    fresh = answer_set_of(response)
    today, unasked = fresh.as_of, fresh.unasked
    known = {section.code for section in document.sections if section.repeat}
    entries: dict[uuid.UUID | None, Entry | None] = {None: None}
    for old in Entry.objects.filter(response=previous, removed_at=None):
        if old.section in known:
            entries[old.pk] = Entry.objects.create(
                response=response,
                section=old.section,
                position=old.position,
                catalogue=old.catalogue,
                origin=old,
            )
    answers = [
        answer
        for answer in Answer.objects.filter(response=previous)
        if answer.entry_id in entries
        and answer.question not in unasked
        and (
            response.version_id == previous.version_id
            or _still_fits(document, answer, entries[answer.entry_id], today)
        )
    ]
    event = remember(
        response,
        EventKind.ANSWERED,
        actor="",
        after={"answers": len(answers), "taken_over_from": str(previous.pk)},
    )
    Answer.objects.bulk_create(
        _copy(answer, entries[answer.entry_id], event, places) for answer in answers
    )
    return {str(old): str(new.pk) for old, new in entries.items() if old and new}


def _copy(
    answer: Answer,
    entry: Entry | None,
    event: ResponseEvent,
    places: Collection[Key] | None,
) -> Answer:
    key = (answer.question, str(answer.entry_id) if answer.entry_id else "")
    return Answer(
        response=event.response,
        entry=entry,
        question=answer.question,
        value=answer.value,
        evidence_level=answer.evidence_level,
        revision=event.pk,
        prefilled=places is None or key in places,
        answered_at=answer.answered_at,
    )


def _still_fits(
    document: Document, answer: Answer, entry: Entry | None, today: datetime.date
) -> bool:
    section = entry.section if entry else ""
    why = why_not(document, answer.question, section, answer.value, as_of=today)
    return why is None


def _take_over_evidence(
    previous: Response, response: Response, entries: Mapping[str, str]
) -> None:
    """Copy what is attached; copies share the stored bytes of a file."""
    leaves_expired = response.purpose == Purpose.CYCLE
    document = document_of(response.version)
    unasked = document.beyond_short_form if response.is_short else ()
    copies = []
    for row in Evidence.objects.present().filter(response=previous):
        entry_id = str(row.entry_id) if row.entry_id else ""
        if entry_id and entry_id not in entries:
            continue
        if row.question in unasked:
            continue
        if leaves_expired and left_evidence(document, row, timezone.localdate()):
            continue
        row.pk = uuid.uuid4()
        row.response = response
        row.entry_id = uuid.UUID(entries[entry_id]) if entry_id else None
        row.added_by = None
        copies.append(row)
    Evidence.objects.bulk_create(copies)


def _lower_levels(
    previous: Response, response: Response, entries: Mapping[str, str]
) -> None:
    """Make the level of every answer follow from the evidence that came along."""
    moved = {str(entry.pk): entry for entry in Entry.objects.filter(response=response)}
    places = Evidence.objects.filter(response=previous).order_by()
    for entry_id, question in places.values_list("entry", "question").distinct():
        if entry_id is None:
            refresh_level(response, None, question)
        elif str(entry_id) in entries:
            refresh_level(response, moved[entries[str(entry_id)]], question)


def _take_over_remarks(
    previous: Response, response: Response, entries: Mapping[str, str]
) -> None:
    copies = []
    for row in Remark.objects.filter(response=previous):
        entry_id = str(row.entry_id) if row.entry_id else ""
        if entry_id and entry_id not in entries:
            continue
        row.pk = None
        row.response = response
        row.entry_id = uuid.UUID(entries[entry_id]) if entry_id else None
        row.made_by = None
        copies.append(row)
    Remark.objects.bulk_create(copies)


def _continued(previous: Response, response: Response) -> list[Invitation]:
    """A way in for everybody who still has one to the last response."""
    return Invitation.objects.bulk_create(
        Invitation(
            response=response,
            email=old.email,
            role=old.role,
            sections=old.sections,
            continues=old,
            language=old.language,
            expires_at=invitation_expiry(),
        )
        for old in previous.invitations.filter(revoked_at=None)
    )
