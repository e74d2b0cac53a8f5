"""Reads of this package."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import (
    DeliveryKind,
    EntryPolicy,
    EventKind,
    EvidenceLevel,
    Purpose,
    ResponseState,
)
from questionnaires.document.aftercare import Aftercare, core_aftercare
from questionnaires.document.model import Document, Section
from questionnaires.document.parsing import document_from_data
from questionnaires.document.sheet import Sheet
from questionnaires.document.taking_over import (
    Left,
    Reworded,
    left_behind,
    reworded,
)
from questionnaires.document.tool_guide import Guide
from questionnaires.document.tool_map import core_guide
from questionnaires.document.translation import translated
from questionnaires.document.values import Entry as EntryValue
from questionnaires.document.values import Filled, Value
from questionnaires.models import (
    Answer,
    Clarification,
    Delivery,
    Entry,
    Evidence,
    Invitation,
    QuestionnaireVersion,
    Remark,
    Respondent,
    Response,
    ResponseEvent,
)
from questionnaires.signals import afterwards

MAC_BYTES = 15

# Why an answer that was taken over does not count until somebody stands by it.
NOT_CONFIRMED = {
    Purpose.FIRST: _("Not confirmed"),
    Purpose.CYCLE: _("Taken over from last time, not confirmed yet"),
    Purpose.CLARIFICATION: _("Asked about, not confirmed yet"),
    Purpose.CONFIRMATION: _("Its date has passed, not confirmed yet"),
    Purpose.NOTICE: _("May have changed, not confirmed yet"),
}


def document_of(version: QuestionnaireVersion) -> Document:
    """The parsed document of a version, in the language of whoever reads it.

    Parsed once per process and language, since versions never change.
    """
    return _document(version.pk)


def _document(version_id: uuid.UUID) -> Document:
    return _document_in(version_id, _language())


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@lru_cache(maxsize=64)
def _document_in(version_id: uuid.UUID, language: str) -> Document:
    data = QuestionnaireVersion.objects.get(pk=version_id).document
    return document_from_data(translated(data, language))


def document_in(version: QuestionnaireVersion, language: str) -> Document:
    """The parsed document of a version in a language."""
    return _document_in(version.pk, language)


def guide_of(version: QuestionnaireVersion) -> Guide:
    """What published facts have to do with a version's questions; fitted once per process
    and language."""
    return _guide_in(version.pk, _language())


def guide_for(response: Response) -> Guide:
    """The same for a response, without reading its version again."""
    return _guide_in(response.version_id, _language())


@lru_cache(maxsize=64)
def _guide_in(version_id: uuid.UUID, language: str) -> Guide:
    return core_guide(language).fitting(_document_in(version_id, language))


def aftercare_for(response: Response) -> Aftercare:
    """What is looked at once a response is in; fitted once per process and language."""
    return _aftercare_in(response.version_id, _language())


@lru_cache(maxsize=64)
def _aftercare_in(version_id: uuid.UUID, language: str) -> Aftercare:
    fitting = core_aftercare().fitting(_document_in(version_id, "en"))
    return fitting.in_language(language)


def answered_on(
    response: Response, questions: Collection[str]
) -> dict[tuple[str, str], datetime.date]:
    """When the answers to some questions were last given or confirmed (UTC); one query."""
    rows: Any
    rows = Answer.objects.filter(
        response=response, question__in=questions, prefilled=False
    ).values_list("question", "entry", "answered_at")
    return {
        (question, str(entry) if entry else ""): timezone.localdate(at)
        for question, entry, at in rows
    }


def newest_versions() -> list[QuestionnaireVersion]:
    """The published versions, newest first, without their documents."""
    return list(
        QuestionnaireVersion.objects.select_related("questionnaire").defer("document")
    )


def removed_entries(
    response: Response, section: Section, most: int
) -> list[tuple[Entry, str]]:
    """What was removed from a section, last first, with what it was called; one query."""
    title = Answer.objects.filter(entry=OuterRef("pk"), question=section.entry_title)
    rows = (
        Entry.objects.filter(
            response=response, section=section.code, removed_at__isnull=False
        )
        .annotate(called=Subquery(title.values("value")[:1]))
        .order_by("-removed_at")[:most]
    )
    return [(row, row.called if isinstance(row.called, str) else "") for row in rows]


def filled_of(response: Response) -> Filled:
    """Everything answered so far, hidden answers included; two queries."""
    entries = list(Entry.objects.filter(response=response, removed_at=None))
    answers: dict[uuid.UUID | None, dict[str, Value]] = {None: {}}
    evidence: dict[tuple[str, str], str] = {}
    set_aside: dict[tuple[str, str], Any] = {}
    rows = Answer.objects.filter(response=response).values_list(
        "entry_id", "question", "value", "evidence_level", "prefilled"
    )
    for entry_id, question, value, level, prefilled in rows:
        answers.setdefault(entry_id, {})[question] = value
        key = (question, _place_id(entry_id))
        if level != EvidenceLevel.DECLARED:
            evidence[key] = level
        if prefilled:
            set_aside[key] = NOT_CONFIRMED[Purpose(response.purpose)]
    document = _document(response.version_id)
    return Filled(
        profile=response.profile,
        answers=answers[None],
        entries=tuple(
            EntryValue(
                id=str(entry.pk),
                section=entry.section,
                answers=answers.get(entry.pk, {}),
                title=_title(document, entry, answers.get(entry.pk, {}), number),
                catalogue=entry.catalogue,
            )
            for number, entry in enumerate(entries, start=1)
        ),
        evidence=evidence,
        set_aside={key: str(why) for key, why in set_aside.items()},
        closed=frozenset((question, entry) for question, entry in response.closed),
    )


def _place_id(entry_id: uuid.UUID | None) -> str:
    return "" if entry_id is None else str(entry_id)


def _title(
    document: Document, entry: Entry, answers: dict[str, Value], number: int
) -> str:
    section = document.section_by_code[entry.section]
    named = answers.get(section.entry_title)
    return named[:200] if isinstance(named, str) else f"{section.entry_name} {number}"


def sheet_of(response: Response, as_of: datetime.date | None = None) -> Sheet:
    """The response evaluated: as of its submission, or of today while it is open."""
    if as_of is None:
        moment = response.submitted_at or timezone.now()
        as_of = timezone.localdate(moment)
    return Sheet(_document(response.version_id), filled_of(response), as_of)


def changes_since(
    response: Response, section: Section, entry: Entry | None, since: int
) -> QuerySet[ResponseEvent]:
    """Answers given or cleared at a place after an event, oldest first; at most 500."""
    return ResponseEvent.objects.filter(
        response=response,
        entry=entry,
        pk__gt=since,
        kind__in=(EventKind.ANSWERED, EventKind.CLEARED),
        question__in=[question.id for question in section.questions],
    ).select_related("respondent")[:500]


def last_change(response: Response) -> int:
    """The number of the newest line in the history of a response."""
    newest = ResponseEvent.objects.filter(response=response).aggregate(pk=Max("pk"))
    return newest["pk"] or 0


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to answers after a change: what stood there before, and where somebody
    else had the last word."""

    before: Mapping[tuple[str, str], Value | None]
    by_others: frozenset[tuple[str, str]]


def changes_to_answers(
    response: Response, since: int, respondent: Respondent | None
) -> Since:
    """Every place whose answer was given or cleared after a change; one query."""
    before: dict[tuple[str, str], Value | None] = {}
    last: dict[tuple[str, str], uuid.UUID | None] = {}
    for event in ResponseEvent.objects.filter(
        response=response,
        pk__gt=since,
        kind__in=(EventKind.ANSWERED, EventKind.CLEARED),
    ).exclude(question=""):
        key = (event.question, str(event.entry_id) if event.entry_id else "")
        before.setdefault(key, event.before)
        last[key] = event.respondent_id
    own = respondent.pk if respondent else None
    return Since(
        before, frozenset(key for key, person in last.items() if person != own)
    )


def draft_about(
    response: Response, question: str, entry_id: str
) -> Clarification | None:
    """The question about an answer that is written and not sent."""
    drafts = Clarification.objects.drafts().filter(response=response, question=question)
    if entry_id:
        return drafts.filter(entry=uuid.UUID(entry_id)).first()
    return drafts.filter(entry=None).first()


def questions_asked(response: Response) -> dict[tuple[str, str], Clarification]:
    """The questions to be answered in a response, by its own places; one query, and one
    more where they are about entries."""
    asked = list(
        Clarification.objects.filter(asked_in=response).select_related("replied_by")
    )
    moved = (
        {
            origin: pk
            for pk, origin in Entry.objects.filter(response=response).values_list(
                "pk", "origin"
            )
        }
        if any(row.entry_id for row in asked)
        else {}
    )
    return {
        (row.question, str(moved.get(row.entry_id, "")) if row.entry_id else ""): row
        for row in asked
    }


def values_before(
    response: Response, entry: Entry | None = None, *, everywhere: bool = False
) -> dict[tuple[str, str], Value]:
    """What was answered in the response that this one follows, by the places of this one.

    For one page (the response as a whole, or one entry), or ``everywhere``. One query, two
    for everything; none for a response that follows none.
    """
    if response.follows_id is None:
        return {}
    answers = Answer.objects.filter(response=response.follows_id)
    if not everywhere:
        if entry is not None and entry.origin_id is None:
            return {}
        own = str(entry.pk) if entry else ""
        answers = answers.filter(entry=entry.origin_id if entry else None)
        return {(row.question, own): row.value for row in answers}
    moved: dict[uuid.UUID | None, str] = {None: ""}
    for pk, origin in Entry.objects.filter(
        response=response, removed_at=None, origin__isnull=False
    ).values_list("pk", "origin"):
        moved[origin] = str(pk)
    return {
        (row.question, moved[row.entry_id]): row.value
        for row in answers
        if row.entry_id in moved
    }


def values_last_cycle(response: Response) -> dict[tuple[str, str], Value]:
    """What was answered at the end of the last cycle, by the places of this response; two
    queries, and two more for each round of questions since. Nothing in a first cycle."""
    rows = Entry.objects.filter(
        response=response, removed_at=None, origin__isnull=False
    ).values_list("origin", "pk")
    own: dict[Any, str] = {origin: str(pk) for origin, pk in rows}
    step = response
    while step.purpose not in (Purpose.FIRST, Purpose.CYCLE) and step.follows:
        step = step.follows
        rows = Entry.objects.filter(pk__in=own, origin__isnull=False).values_list(
            "origin", "pk"
        )
        own = {origin: own[pk] for origin, pk in rows}
    if step.follows_id is None:
        return {}
    own[None] = ""
    return {
        (row.question, own[row.entry_id]): row.value
        for row in Answer.objects.filter(response=step.follows_id)
        if row.entry_id in own
    }


@dataclass(frozen=True, slots=True)
class LastTime:
    """What is different from the response that this one follows: answers and evidence that
    were not taken over, and questions in other words."""

    answers: tuple[Left, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reworded: tuple[Reworded, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.evidence or self.reworded)


def since_last_time(response: Response, may_answer: Callable[[str], bool]) -> LastTime:
    """What a person should know before confirming what was taken over, for the sections
    they answer; nothing for a response that is no new cycle. Five queries."""
    previous = response.follows if response.purpose == Purpose.CYCLE else None
    if previous is None:
        return LastTime()
    document = document_of(response.version)
    opened = timezone.localdate(response.opened_at)
    before = sheet_of(previous)
    answers: list[Left] = []
    words: list[Reworded] = []
    if previous.version_id != response.version_id:
        answers = left_behind(document, before, opened)
        gone = {one.question for one in answers}
        said = set(before.filled.answers).union(
            *(e.answers for e in before.filled.entries)
        )
        words = [
            one
            for one in reworded(document, before.document)
            if one.question in said - gone
        ]
    kept = {None, *(uuid.UUID(entry.id) for entry in before.filled.entries)}
    evidence = [
        row
        for row in Evidence.objects.present().filter(response=previous)
        if row.entry_id in kept and left_evidence(document, row, opened)
    ]
    return LastTime(
        tuple(one for one in answers if may_answer(one.section)),
        tuple(
            row
            for row in evidence
            if row.question in before.document.questions
            and may_answer(before.document.questions[row.question].section)
        ),
        tuple(one for one in words if may_answer(one.section)),
    )


def left_evidence(document: Document, row: Evidence, day: datetime.date) -> bool:
    """Whether evidence is left behind when a new cycle begins on a day: it has expired, or
    its question is not there any more."""
    question = document.questions.get(row.question)
    if question is None or question.repeated != bool(row.entry_id):
        return True
    return row.expires_on is not None and row.expires_on < day


def continuation_of(invitation_id: uuid.UUID) -> Invitation | None:
    """The way into the open response that follows, for whoever came through an invitation."""
    return (
        Invitation.objects.usable()
        .select_related("response")
        .filter(continues=invitation_id, response__state=ResponseState.OPEN)
        .order_by("-created_at")
        .first()
    )


def threads_of(response: Response) -> dict[tuple[str, str], list[Clarification]]:
    """Every question that was sent about an answer, with its reply, oldest first, by the
    places of this response; one query for each round of questions, and two more."""
    places: dict[uuid.UUID | None, str] = {None: ""}
    rows = Entry.objects.filter(response=response).values_list("pk", "origin")
    here = {pk: (str(pk), origin) for pk, origin in rows}
    asked_in: list[uuid.UUID] = []
    step: Response | None = response
    while step is not None:
        places |= {pk: own for pk, (own, _origin) in here.items()}
        if step.purpose in (Purpose.FIRST, Purpose.CYCLE):
            break
        asked_in.append(step.pk)
        origins = {origin: own for own, origin in here.values() if origin}
        rows = Entry.objects.filter(pk__in=origins).values_list("pk", "origin")
        here = {pk: (origins[pk], origin) for pk, origin in rows}
        step = step.follows
    found: dict[tuple[str, str], list[Clarification]] = {}
    for row in Clarification.objects.filter(asked_in__in=asked_in).select_related(
        "replied_by"
    ):
        if row.entry_id in places:
            found.setdefault((row.question, places[row.entry_id]), []).append(row)
    return found


def remarks_of(response: Response) -> dict[tuple[str, str], Remark]:
    """What the vendor says about its weak answers, by place; one query."""
    return {
        (row.question, "" if row.entry_id is None else str(row.entry_id)): row
        for row in Remark.objects.filter(response=response)
    }


def unexplained_by_section(sheet: Sheet, response: Response) -> Counter[str]:
    """How many weak answers have neither an action nor a justification, by section; one query."""
    explained = remarks_of(response)
    found: Counter[str] = Counter()
    for item in sheet.items():
        key = (item.question.id, item.entry.id if item.entry else "")
        if item.is_weak and key not in explained and key not in sheet.filled.closed:
            found[item.question.section] += 1
    return found


@dataclass(frozen=True, slots=True)
class AfterwardsLink:
    """Something a respondent can do or fetch once the answers are submitted."""

    url: str
    label: str
    note: str = ""


def links_afterwards(response: Response) -> list[AfterwardsLink]:
    """What others offer for a submitted response, in the order they were connected."""
    offered: list[AfterwardsLink] = []
    for _receiver, links in afterwards.send(sender=Response, response=response):
        offered.extend(cast("list[AfterwardsLink]", links))
    return offered


def answer_asked_about(clarification: Clarification) -> Answer | None:
    """The answer, in the response where the reply is given; None where there is none."""
    answers = Answer.objects.filter(
        response=clarification.asked_in, question=clarification.question
    ).select_related("response", "entry")
    if clarification.entry_id:
        return answers.filter(entry__origin=clarification.entry_id).first()
    return answers.filter(entry=None).first()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was asked to answer, and what became of it."""

    invitation: Invitation
    names: tuple[str, ...]
    sections: tuple[str, ...]
    answered: int
    last_answer: datetime.datetime | None
    mail: Delivery | None


def people_at(response: Response, section_titles: Mapping[str, str]) -> list[Person]:
    """Everybody who was invited, oldest first; four queries whatever their number."""
    invitations = list(
        response.invitations.order_by("created_at").prefetch_related("respondents")
    )
    newest_mail: dict[uuid.UUID, Delivery] = {}
    for delivery in Delivery.objects.filter(invitation__in=invitations).exclude(
        kind=DeliveryKind.CODE
    ):
        newest_mail.setdefault(delivery.invitation_id, delivery)
    done: dict[uuid.UUID, Any] = {
        row["answered_by__invitation"]: row
        for row in Answer.objects.filter(response=response)
        .values("answered_by__invitation")
        .annotate(count=Count("pk"), last=Max("answered_at"))
        .order_by()
    }
    return [
        Person(
            invitation=invitation,
            names=tuple(str(person) for person in invitation.respondents.all()),
            sections=tuple(
                section_titles.get(code, code) for code in invitation.sections
            ),
            answered=done.get(invitation.pk, {}).get("count", 0),
            last_answer=done.get(invitation.pk, {}).get("last"),
            mail=newest_mail.get(invitation.pk),
        )
        for invitation in invitations
    ]


def answers_payload(
    response: Response, filled: Filled, version_digest: str
) -> dict[str, Any]:
    """The canonical data whose SHA-256 is the digest of a submitted response.

    ``attached`` and ``unconfirmed`` are there only where there is something to say, so that
    responses without keep the digest they always had.
    """
    attached = _attached_payload(response)
    unconfirmed = sorted(list(key) for key in filled.set_aside)
    return (
        ({"attached": attached} if attached else {})
        | ({"unconfirmed": unconfirmed} if unconfirmed else {})
    ) | {
        "questionnaire": version_digest,
        "response": str(response.pk),
        "profile": dict(filled.profile),
        "answers": dict(filled.answers),
        "entries": [
            {"id": entry.id, "section": entry.section, "answers": dict(entry.answers)}
            for entry in filled.entries
        ],
        "evidence": sorted([*key, level] for key, level in filled.evidence.items()),
    }


def _attached_payload(response: Response) -> list[dict[str, Any]]:
    rows = Evidence.objects.present().filter(response=response)
    return [
        {
            "evidence": str(row.pk),
            "question": row.question,
            "entry": str(row.entry_id) if row.entry_id else "",
            "kind": row.kind,
            "title": row.title,
            "content": row.sha256 or row.url or row.text,
            "level": row.level,
            "effective_on": row.effective_on and row.effective_on.isoformat(),
            "expires_on": row.expires_on and row.expires_on.isoformat(),
        }
        for row in rows
    ]


def evidence_of_page(
    response_id: uuid.UUID, entry_id: uuid.UUID | None
) -> dict[str, list[Evidence]]:
    """Everything attached on a section's or entry's page, by question; one query."""
    found: dict[str, list[Evidence]] = {}
    for row in Evidence.objects.present().filter(
        response_id=response_id, entry=entry_id
    ):
        found.setdefault(row.question, []).append(row)
    return found


def evidence_of_response(
    response_id: uuid.UUID,
) -> dict[tuple[str, str], list[Evidence]]:
    """Everything attached, keyed (question, entry id or ""); one query."""
    found: dict[tuple[str, str], list[Evidence]] = {}
    for row in Evidence.objects.present().filter(response_id=response_id):
        entry_id = str(row.entry_id) if row.entry_id else ""
        found.setdefault((row.question, entry_id), []).append(row)
    return found


def invitation_expiry() -> datetime.datetime:
    """Until when an invitation that is made now can be used."""
    return timezone.now() + datetime.timedelta(days=settings.INVITATION_DAYS)


def people_with(email: str) -> QuerySet[Respondent]:
    """Where a person with a proven address may go on, newest first: only responses that ask
    for an account, only through invitations that work."""
    return (
        Respondent.objects.filter(
            email=email,
            response__entry_policy=EntryPolicy.ACCOUNT,
            invitation__revoked_at=None,
            invitation__expires_at__gt=timezone.now(),
        )
        .exclude(email="")
        .select_related("response", "invitation")
        .order_by("-response__opened_at", "-entered_at")
    )


def token_of(invitation: Invitation) -> str:
    """The code of an invitation: its id and a proof made with the secret key.

    It is also what a person pastes: letters and digits in groups, case does not matter.
    """
    raw = invitation.pk.bytes + _proof(invitation.pk, invitation.generation)
    text = base64.b32encode(raw).decode().rstrip("=").lower()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def link_path(invitation: Invitation, leads_to: str = "") -> str:
    """The path of the link; the code stands behind #, so it never reaches a server log.

    ``leads_to`` is the page that opens after entry, if not the first.
    """
    wanted = f"?{urlencode({'next': leads_to})}" if leads_to else ""
    return f"{reverse('questionnaires:enter')}{wanted}#{token_of(invitation)}"


def invitation_of(token: str) -> Invitation | None:
    """The invitation a code belongs to, whatever its state; None when the code is wrong."""
    compact = "".join(token.rsplit("#", 1)[-1].split()).replace("-", "").upper()
    size = len(uuid.UUID(int=0).bytes) + MAC_BYTES
    try:
        raw = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    if len(raw) != size:
        return None
    invitation = (
        Invitation.objects.select_related("response")
        .filter(pk=uuid.UUID(bytes=raw[:16]))
        .first()
    )
    if invitation is None:
        return None
    proof = _proof(invitation.pk, invitation.generation)
    return invitation if hmac.compare_digest(raw[16:], proof) else None


def _proof(invitation_id: uuid.UUID, generation: int) -> bytes:
    key = hashlib.sha256(
        b"questionnaires.invitation" + settings.SECRET_KEY.encode()
    ).digest()
    message = invitation_id.bytes + generation.to_bytes(4, "big")
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
