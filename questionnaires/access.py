"""Who may answer: the only way a view gets a response or one of its entries."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as remembered
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from questionnaires.choices import EntryPolicy, RespondentRole, ResponseState
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Question
from questionnaires.errors import (
    AnsweredElsewhere,
    NoSeat,
    NotYourSection,
    OnlyTheLead,
)
from questionnaires.limits import count_change
from questionnaires.models import (
    Clarification,
    Entry,
    Evidence,
    Invitation,
    Respondent,
    Response,
    Upload,
)
from questionnaires.queries import (
    AttachedBefore,
    SeatSnapshot,
    answer_set_of,
    attached_before,
    chain_of,
    continuation_of,
    days,
    document_of,
    document_with_id,
    people_of,
    people_with,
    snapshot_at,
)
from questionnaires.wall import wall

SESSION_KEY = "respondents"
PENDING_KEY = "invitation"
PERSON_KEY = "respondent_person"
# Forms whose words are kept when the session has timed out meanwhile.
UNSENT_KEY = "respondent_unsent"
UNSENT_CHARACTERS = 20_000
TYPED = frozenset({"answer", "remark", "reply", "contact"})
# Everything a session holds of a respondent.
KEYS = (SESSION_KEY, PENDING_KEY, PERSON_KEY, UNSENT_KEY)
MOST_ANSWERED = 20  # questionnaires that are offered to take answers from
# How often the session is written to remember that somebody is still there.
SEEN_EVERY = datetime.timedelta(minutes=5)
AHEAD = datetime.timedelta(minutes=1)  # machines differ by so much


class Accounts(Protocol):
    """What the installation knows of people who sign in: the class that the setting
    ``QUESTIONNAIRE_ACCOUNTS`` names. Only responses that ask for an account use it."""

    @staticmethod
    def address(request: HttpRequest) -> str:
        """The proven address of a person signed in with a second factor; otherwise empty."""

    @staticmethod
    def name(request: HttpRequest) -> str:
        """What the person is called."""

    @staticmethod
    def sign_in_url(back: str) -> str:
        """Where a person signs in and then comes back."""

    @staticmethod
    def join_url(request: HttpRequest, *, email: str, name: str, back: str) -> str:
        """Where a person who has just proven an address gets an account and comes back."""

    @staticmethod
    def note_answering(request: HttpRequest) -> None:
        """Somebody answers in this session now; its browser may hold what was not sent yet."""


@remembered
def accounts() -> Accounts:
    """The accounts of this installation."""
    found: Accounts = import_string(settings.QUESTIONNAIRE_ACCOUNTS)
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at a response: who answers, and what."""

    respondent: Respondent
    response: Response

    @property
    def is_lead(self) -> bool:
        return self.respondent.invitation.role == RespondentRole.LEAD

    def may_answer(self, section: str) -> bool:
        """Whether a section was given to this person; a lead and an unlimited colleague have all."""
        given = self.respondent.invitation.sections
        return self.is_lead or not given or section in given

    def require_section(self, section: str) -> None:
        """Raise NotYourSection where a section was given to others."""
        if not self.may_answer(section):
            raise NotYourSection

    def require_lead(self) -> None:
        """Raise OnlyTheLead for a contributor."""
        if not self.is_lead:
            raise OnlyTheLead


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was sent too late: where it belongs, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def words(self) -> list[str]:
        """What the person typed or chose, without the fields that a page adds itself."""
        return [
            value
            for name, value in self.fields
            if value and name not in {"question", "entry", "revision"}
        ]


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where an answer stands: a question, for the response or for one of its entries."""

    question: Question
    entry: Entry | None


def seat_for(request: HttpRequest, response_id: UUID) -> Seat:
    """The seat this session holds at a response; everybody else gets NoSeat, which is 404.

    A withdrawn or expired invitation shuts out at once, whatever the session says, and so
    do hours without a sign of life. Raises TooManyChanges where a form is sent and the people
    at the response sent more within an hour than people can.
    """
    snapshot = snapshot_for(request, response_id)
    return Seat(snapshot.respondent, snapshot.response)


def snapshot_for(
    request: HttpRequest,
    response_id: UUID,
    question_id: str = "",
    entry_id: UUID | None = None,
) -> SeatSnapshot:
    """The same, with how one place stands where a question is named, and with an entry."""
    held = request.session.get(SESSION_KEY, {}).get(str(response_id))
    if held is None:
        raise NoSeat
    now = timezone.now()
    last_seen = datetime.datetime.fromisoformat(held["seen"])
    idle = datetime.timedelta(minutes=settings.RESPONDENT_IDLE_MINUTES)
    # One seen in times to come was here while the machine's clock was ahead.
    if not now - idle <= last_seen <= now + AHEAD:
        _keep_unsent(request)
        raise NoSeat
    wall().keep_to(response_id)
    snapshot = snapshot_at(held["respondent"], response_id, question_id, entry_id)
    if snapshot is None:
        raise NoSeat
    if not _is_signed_in(request, snapshot.respondent):
        _keep_unsent(request)
        raise NoSeat
    page = snapshot.response.page
    if page and not request.path.startswith(page):
        raise AnsweredElsewhere(page)
    if now - last_seen > SEEN_EVERY:
        _hold(request, snapshot.respondent)
    wall().keep_to(*chain_of(snapshot.response), asker=snapshot.response.tenant)
    days.count_in(snapshot.response.time_zone)
    if request.method == "POST":
        count_change(snapshot.response)
    return snapshot


def entry_for(seat: Seat, entry_id: UUID, *, removed: bool = False) -> Entry:
    """An entry of the response in hand; anything else is 404, a section of others refused."""
    entry = (
        Entry.objects.filter(
            pk=entry_id, response=seat.response, removed_at__isnull=not removed
        )
        .select_related("response__version")
        .defer("response__version__document")
        .first()
    )
    if entry is None:
        raise Http404
    seat.require_section(entry.section)
    return entry


def seat_and_entry_for(
    request: HttpRequest, response_id: UUID, entry_id: UUID
) -> tuple[Seat, Entry]:
    """A seat and one entry of its response, read together; refused as each is alone."""
    snapshot = snapshot_for(request, response_id, entry_id=entry_id)
    if snapshot.entry is None:
        raise Http404
    seat = Seat(snapshot.respondent, snapshot.response)
    seat.require_section(snapshot.entry.section)
    return seat, snapshot.entry


def colleague_for(seat: Seat, invitation_id: UUID) -> Invitation:
    """An invitation that a lead made for a colleague at the response in hand."""
    seat.require_lead()
    invitation = Invitation.objects.filter(
        pk=invitation_id, response=seat.response, invited_by__isnull=False
    ).first()
    if invitation is None:
        raise Http404
    return invitation


def place_for(seat: Seat, question_id: str, entry_id: str) -> AnswerPlace:
    """Where evidence can be attached: a question that says what would count as evidence,
    for one entry where its section repeats; anything else is 404."""
    question = document_of(seat.response.version).questions.get(question_id)
    if question is None or not question.section or not question.evidence:
        raise Http404
    if question.repeated != bool(entry_id):
        raise Http404
    seat.require_section(question.section)
    if [question_id, entry_id] in seat.response.closed:
        raise Http404
    if not entry_id:
        return AnswerPlace(question, None)
    try:
        entry = entry_for(seat, UUID(entry_id))
    except ValueError as error:
        raise Http404 from error
    if entry.section != question.section:
        raise Http404
    return AnswerPlace(question, entry)


def clarification_for(seat: Seat, clarification_id: UUID) -> Clarification:
    """A question asked in the response in hand; anything else is 404."""
    asked = Clarification.objects.filter(
        pk=clarification_id, asked_in=seat.response
    ).first()
    if asked is None:
        raise Http404
    question = document_of(seat.response.version).questions.get(asked.question)
    if question is not None:
        seat.require_section(question.section)
    return asked


def continuation_for(seat: Seat) -> Invitation:
    """The way into the open response that follows the one in hand; 404 where there is none."""
    invitation = continuation_of(seat.respondent.invitation_id)
    if invitation is None:
        raise Http404
    return invitation


def evidence_for(seat: Seat, evidence_id: UUID) -> Evidence:
    """Evidence attached to the response in hand and not removed; anything else is 404."""
    evidence = (
        Evidence.objects.present()
        .filter(pk=evidence_id, response=seat.response, entry__removed_at=None)
        .select_related("response", "entry")
        .first()
    )
    if evidence is None:
        raise Http404
    question = document_of(seat.response.version).questions.get(evidence.question)
    if question is not None:
        seat.require_section(question.section)
    return evidence


def upload_for(seat: Seat, upload_id: UUID) -> Upload:
    """A file this person uploaded for the response in hand; anything else is 404."""
    upload = (
        Upload.objects.filter(
            pk=upload_id, response=seat.response, respondent=seat.respondent
        )
        .select_related("response__version", "respondent")
        .defer("response__version__document")
        .first()
    )
    if upload is None:
        raise Http404
    return upload


def take_seat(request: HttpRequest, respondent: Respondent) -> None:
    """Keep the seat in the session; its key is renewed, so an old one opens nothing."""
    request.session.cycle_key()
    _hold(request, respondent)
    accounts().note_answering(request)
    request.session.pop(PENDING_KEY, None)
    request.session.pop(PERSON_KEY, None)


def own_seat_for(request: HttpRequest, response_id: str) -> Respondent:
    """Where the person who is signed in has answered before; anything else is 404."""
    try:
        wanted = UUID(response_id)
    except ValueError as error:
        raise NoSeat from error
    found = own_seats(request, response_id=wanted)
    if not found:
        raise NoSeat
    wall().keep_to(wanted)
    return found[0]


def own_seats(
    request: HttpRequest, *, response_id: UUID | None = None
) -> list[Respondent]:
    """Where the person who is signed in may go on, or that one response; newest first."""
    with wall().everything("what a person was asked"):
        found = people_with(accounts().address(request))
        return list(found.filter(response=response_id) if response_id else found)


def attached_elsewhere(request: HttpRequest, seat: Seat) -> list[AttachedBefore]:
    """What the person who is signed in attached in other questionnaires, and may attach again.

    Nothing for anybody without an account, nor at a seat that is another person's; of each
    response what was given to the person there.
    """
    address = accounts().address(request)
    if not address or address != seat.respondent.email:
        return []
    with wall().everything("what a person attached in other questionnaires"):
        people = [
            person
            for person in people_of(address)
            if person.response_id != seat.response.pk
        ]
        return attached_before(people, [_given_to(person) for person in people])


def answered_elsewhere(request: HttpRequest, seat: Seat) -> list[Seat]:
    """Where the person who is signed in submitted this questionnaire to others, in any version,
    and may propose here what was answered; the newest first. As ``attached_elsewhere``."""
    address = accounts().address(request)
    if not address or address != seat.respondent.email:
        return []
    with wall().everything("what a person answered in other questionnaires"):
        people = people_of(address).filter(
            response__version__questionnaire__versions=seat.response.version_id,
            response__state=ResponseState.SUBMITTED,
        )
        people = people.exclude(response=seat.response.pk)
        found: dict[UUID, Seat] = {}
        for person in people.order_by("-response__submitted_at")[: 5 * MOST_ANSWERED]:
            found.setdefault(person.response_id, Seat(person, person.response))
        return list(found.values())[:MOST_ANSWERED]


def answers_elsewhere(
    request: HttpRequest, seat: Seat, response_id: str
) -> tuple[AnswerSet, Callable[[str], bool]]:
    """The answers of one of those questionnaires, and which of its sections were given to the
    person; anything else is 404."""
    known = next(
        (
            one
            for one in answered_elsewhere(request, seat)
            if str(one.response.pk) == response_id
        ),
        None,
    )
    if known is None:
        raise Http404
    with wall().everything("what a person answered in another questionnaire"):
        return answer_set_of(known.response), known.may_answer


def _given_to(person: Respondent) -> tuple[UUID, frozenset[str]]:
    """The questions of a response that a person answers there."""
    seat = Seat(person, person.response)
    document = document_with_id(person.response.version_id)
    return person.response_id, frozenset(
        question.id
        for section in document.sections
        if seat.may_answer(section.code)
        for question in section.questions
    )


def unsent_for(seat: Seat, request: HttpRequest) -> Unsent:
    """What was typed in the response in hand and could not be saved; otherwise 404."""
    held = request.session.get(UNSENT_KEY)
    if not held or not _is_within(held["path"], seat.response.pk):
        raise Http404
    return Unsent(held["path"], tuple((name, value) for name, value in held["fields"]))


def has_unsent(request: HttpRequest, response_id: UUID) -> bool:
    held = request.session.get(UNSENT_KEY)
    return held is not None and _is_within(held["path"], response_id)


def _is_within(path: str, response_id: UUID) -> bool:
    return f"/{response_id}/" in path


def pending_invitation(request: HttpRequest) -> Invitation:
    """The invitation this session has shown but not yet entered through; otherwise 404."""
    pending = request.session.get(PENDING_KEY)
    with wall().everything("an invitation whose code was shown"):
        invitation = (
            Invitation.objects.usable()
            .select_related("response", "invited_by")
            .filter(pk=pending)
            .first()
            if pending
            else None
        )
    if invitation is None:
        raise NoSeat
    response = invitation.response
    wall().keep_to(*chain_of(response), asker=response.tenant)
    days.count_in(response.time_zone)
    return invitation


def invitations_held(request: HttpRequest) -> list[Invitation]:
    """The invitations this session came in through, and the one it is about to."""
    seats = request.session.get(SESSION_KEY, {}).values()
    held = Q(respondents__in=[seat["respondent"] for seat in seats])
    pending = request.session.get(PENDING_KEY)
    if pending:
        held |= Q(pk=pending)
    elif not seats:
        return []
    with wall().everything("the invitations of a session"):
        return list(Invitation.objects.usable().filter(held).distinct())


def _keep_unsent(request: HttpRequest) -> None:
    """Keep what somebody typed who sat here until the session timed out."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name not in TYPED:
        return
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in fields) <= UNSENT_CHARACTERS:
        request.session[UNSENT_KEY] = {"path": request.path, "fields": fields}


def _is_signed_in(request: HttpRequest, respondent: Respondent) -> bool:
    """Whether an account that the response asks for is still signed in."""
    if respondent.response.entry_policy != EntryPolicy.ACCOUNT:
        return True
    return bool(respondent.email) and accounts().address(request) == respondent.email


def _hold(request: HttpRequest, respondent: Respondent) -> None:
    seat = {"respondent": str(respondent.pk), "seen": timezone.now().isoformat()}
    request.session[SESSION_KEY] = {
        **request.session.get(SESSION_KEY, {}),
        str(respondent.response_id): seat,
    }
