"""What was answered and scored once is written again, without working it out again.

The statements that an example was filled in, handed in and scored with are kept, from one that
was made for real and rolled back. For others they are sent again, with other ids, moments and
names; digests and the audit trail are worked out anew. Triggers, constraints and the wall hold
as they did for the first; what waits for a commit is not queued.
"""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, models, transaction
from django.db.models.signals import post_save
from django.utils import timezone, translation

from questionnaires.choices import EventKind
from questionnaires.document.digest import digest
from questionnaires.document.sealing import covered, new_secret
from questionnaires.models import Response, ResponseEvent
from questionnaires.queries.payload import payload_of
from riskapp.accounts.models import User
from riskapp.assessments.actions.lifecycle import StartWords, start_assessment
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import content_hash
from riskapp.common import wall
from riskapp.common.packing import packed_text, unpacked_text
from riskapp.results.actions import scoring
from riskapp.terms.queries import newest
from tests import databases

Make = Callable[[Assessment], Any]

WRITES = ("INSERT", "UPDATE", "DELETE")
NOW = timezone.now
# What is in hand where a test says nothing; what somebody else may do is always done for real.
TESTS = wall.Scope(wall.EVERYTHING, reason="tests")
# What tells rows apart, and changes nothing else.
OWN = {"id", "name", "name_key", "created_at", "organisation_id", "vendor_id"}
AN_ID = r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}"
TYPED = re.compile(
    rf"'({AN_ID})'::uuid|\"id\":\"({AN_ID})\"|\{{({AN_ID}(?:,(?:{AN_ID}|NULL))*)\}}"
)
# What is packed, and the same opened: ids stand in it.
PACKED = re.compile(r"'\\x(28b52ffd[0-9a-f]*)'")
OPENED = re.compile("\x02([^\x03]*)\x03")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+")
# Names that need no escaping in a statement or in JSON.
PLAIN = re.compile(r"[A-Za-z0-9 .,@_&()-]*")
VENDOR, ENGAGEMENT, EVENTS = "xxvendorxx", "xxengagementxx", "xxeventsxx"
MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class _Tape:
    """What was sent until the answers were announced, and after; each text cut where copies
    differ, so that every second piece is what stood there. ``moments`` are in their order."""

    before: list[str]
    after: list[str]
    ids: list[str]
    moments: list[str]
    given: Assessment
    response: Response
    payload: str
    answers: int
    entries: list[AuditEntry]


_tapes: dict[str, _Tape | None] = {}


def write_again(assessment: Assessment, what: str, make: Make) -> None:
    """Do with an assessment that was just started what ``make`` does; ``what`` says the same
    for the same. What is not plain is made for real, as where the vendor was asked before, and
    so is the first of its kind."""
    if not _is_plain(assessment):
        make(assessment)
        return
    key = _key(assessment, what)
    if key not in _tapes:
        _tapes[key] = None  # what is made only once need not be kept
        make(assessment)
        return
    tape = _tapes[key] = _tapes[key] or _record(assessment, make)
    _play(tape, assessment)


def _is_plain(assessment: Assessment) -> bool:
    engagement = assessment.engagement
    vendor, organisation = engagement.vendor, assessment.organisation
    return (
        connection.in_atomic_block
        and wall.current() == TESTS
        and connection.role == databases.ROLE
        and timezone.now is NOW
        and newest._known.catalogue is None
        and not organisation.has_webhooks
        and vendor.owner_id is None
        and bool(PLAIN.fullmatch(f"{vendor.name} {engagement.name}"))
        and Assessment.objects.filter(engagement__vendor=vendor).count() == 1
    )


def _key(assessment: Assessment, what: str) -> str:
    """Whatever a score follows from, as long as nothing lies over the answers; a test may have
    put another model, or another way to evaluate, in the place of ours."""
    response, engagement = assessment.response, assessment.engagement
    rows = (assessment.organisation, engagement.vendor, engagement)
    told = [
        *(f"{value}" for row in rows for value in _fields(row)),
        str(response.version_id),
        str(response.is_short),
        str(timezone.localdate(timezone=_zone(assessment))),
        str(timezone.localdate()),
        translation.get_language() or "",
        f"{scoring.MODEL} {scoring.evaluate} {scoring.evaluate.__defaults__}",
    ]
    return "\n".join([what, *told])


def _zone(assessment: Assessment) -> datetime.tzinfo:
    return ZoneInfo(assessment.organisation.time_zone)


def _fields(row: models.Model) -> Iterator[Any]:
    for field in row._meta.concrete_fields:
        if field.attname not in OWN and not field.generated:
            yield getattr(row, field.attname)


def _record(assessment: Assessment, make: Make) -> _Tape:
    """Make it once for an assessment of nobody, which is then forgotten."""
    sent: list[str] = []
    entries: list[AuditEntry] = []

    def keep(execute: Any, statement: str, params: Any, many: Any, context: Any) -> Any:
        if statement.lstrip().startswith(WRITES):
            cursor = context["cursor"].cursor
            text = cursor.mogrify(statement, params) if params else statement
            sent.append(PACKED.sub(_opened, text))
        return execute(statement, params, many, context)

    def note(instance: AuditEntry, **kwargs: Any) -> None:
        entries.append(copy(instance))

    with _of_nobody(assessment) as given:
        post_save.connect(note, sender=AuditEntry)
        try:
            with connection.execute_wrapper(keep):
                make(given)
        finally:
            post_save.disconnect(note, sender=AuditEntry)
        response = Response.objects.get(pk=given.response_id)
        payload = json.dumps(payload_of(response))
        event = ResponseEvent.objects.get(response=response, kind=EventKind.ANSWERED)
    return _cut(sent, entries, given, response, payload, event)


@contextmanager
def _of_nobody(assessment: Assessment) -> Iterator[Assessment]:
    with transaction.atomic():
        organisation = _as_new(assessment.organisation, name="Nobody")
        of_it = {"organisation": organisation}
        vendor = _as_new(assessment.engagement.vendor, name=VENDOR, **of_it)
        engagement = _as_new(
            assessment.engagement, name=ENGAGEMENT, vendor=vendor, **of_it
        )
        yield start_assessment(
            engagement=engagement,
            version=assessment.response.version,
            due_on=assessment.due_on,
            by=User.objects.create(email=f"{uuid.uuid4()}@nobody.example"),
            prefill=False,
            whole=not assessment.response.is_short,
            words=StartWords(entry_policy="link"),
        )
        transaction.set_rollback(True)


def _as_new(row: Any, **changed: Any) -> Any:
    made = copy(row)
    made._state = copy(row._state)
    made._state.adding, made.pk = True, uuid.uuid4()
    made._state.fields_cache = {}
    for name, value in changed.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def _cut(
    sent: list[str],
    entries: list[AuditEntry],
    given: Assessment,
    response: Response,
    payload: str,
    event: ResponseEvent,
) -> _Tape:
    first = next(n for n, text in enumerate(sent) if "'answered'" in text)
    before, after = sent[: first + 1], sent[first + 1 :]
    whole = [text for text in after if not _is_worked_out(text)]
    if response.submitted_at is not None:
        at = next(n for n, text in enumerate(after) if _is_of_response(text))
        whole = [
            *(text for text in after[:at] if not _is_worked_out(text)),
            _submitted(response),
            *(text for text in after[at + 1 :] if not _is_worked_out(text)),
        ]
    revisions = re.compile(rf"\{{({event.pk}(?:,{event.pk})*)\}}")
    text = ";\n".join(whole)
    answers = revisions.search(text)
    text = revisions.sub(f"{{{EVENTS}}}", text)
    texts = (";\n".join(before), text)
    ids, moments = set[str](), set[str]()
    for one in texts:
        for found in TYPED.findall(one):
            ids |= set("".join(found).split(",")) - {"NULL"}
        moments |= set(MOMENT.findall(one))
    ids = {uuid.UUID(found).hex for found in ids} - {response.version_id.hex}
    known = [*ids, *(str(uuid.UUID(found)) for found in ids), *moments]
    known += [VENDOR, ENGAGEMENT, EVENTS, *filter(None, [response.digest])]
    known += filter(None, [response.secret])
    cutting = re.compile("(" + "|".join(map(re.escape, known)) + ")")
    return _Tape(
        before=cutting.split(texts[0]),
        after=cutting.split(texts[1]),
        ids=sorted(ids),
        moments=sorted(moments),
        given=given,
        response=response,
        payload=payload,
        answers=answers[1].count(",") + 1 if answers else 0,
        entries=entries,
    )


def _is_worked_out(statement: str) -> bool:
    return statement.startswith('INSERT INTO "audit_auditentry"')


def _is_of_response(statement: str) -> bool:
    return statement.startswith('UPDATE "questionnaires_response" SET "tenant"')


def _submitted(response: Response) -> str:
    """What submitting writes, without what stood there before."""
    return (
        f"UPDATE questionnaires_response SET state = '{response.state}',"
        f" submitted_at = '{response.submitted_at}',"
        f" attested_name = '{response.attested_name}',"
        f" attested_role = '{response.attested_role}',"
        f" digest = '{response.digest}', secret = '{response.secret}'"
        f" WHERE id = '{response.pk}'"
    )


def _play(tape: _Tape, assessment: Assessment) -> None:
    engagement, now = assessment.engagement, timezone.now()
    given = {
        tape.given.pk: assessment.pk,
        tape.response.pk: assessment.response_id,
        tape.given.organisation_id: assessment.organisation_id,
        tape.given.engagement_id: assessment.engagement_id,
        tape.given.engagement.vendor_id: engagement.vendor_id,
    }
    new: dict[str, str] = {VENDOR: engagement.vendor.name, ENGAGEMENT: engagement.name}
    for old, own in _drawn(tape.ids, {one.hex: own for one, own in given.items()}):
        new |= {old: own.hex, str(uuid.UUID(old)): str(own)}
    for number, old in enumerate(tape.moments):
        at = now + number * MICROSECOND
        new[old] = f"{at:%Y-%m-%d}{old[10]}{at:%H:%M:%S.%f}"
    if tape.response.secret:
        secret = new_secret()
        payload = _changed(json.loads(tape.payload), new)
        new[tape.response.secret] = secret
        new[tape.response.digest] = digest(covered(payload, secret))
    with connection.cursor() as cursor:
        cursor.execute(_text(tape.before, new))
        (event,) = cursor.fetchone()
        new[EVENTS] = ",".join([str(event)] * tape.answers)
        cursor.execute(_text(tape.after, new))
    AuditEntry.objects.bulk_create(
        [_entry(one, assessment, new) for one in tape.entries]
    )


def _drawn(
    ids: Iterable[str], given: Mapping[str, uuid.UUID]
) -> Iterator[tuple[str, uuid.UUID]]:
    """Other ids, in the same order wherever something is sorted by them."""
    own = [one for one in ids if one not in given]
    yield from given.items()
    yield from zip(own, sorted(uuid.uuid4() for _ in own), strict=True)


def _text(pieces: list[str], new: Mapping[str, str]) -> str:
    pieces = list(pieces)
    pieces[1::2] = [new[piece] for piece in pieces[1::2]]
    return OPENED.sub(_packed, "".join(pieces))


def _opened(found: re.Match[str]) -> str:
    return f"\x02{unpacked_text(bytes.fromhex(found[1]))}\x03"


def _packed(found: re.Match[str]) -> str:
    return f"'\\x{packed_text(found[1]).hex()}'"


def _changed(data: Any, new: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return new.get(data, data)
    if isinstance(data, dict):
        return {key: _changed(value, new) for key, value in data.items()}
    if isinstance(data, list):
        return [_changed(value, new) for value in data]
    return data


def _entry(
    one: AuditEntry, assessment: Assessment, new: Mapping[str, str]
) -> AuditEntry:
    made = copy(one)
    made.pk, made.tenant = None, assessment.organisation_id
    made.organisation = assessment.organisation
    made.object_id = new.get(one.object_id, one.object_id)
    for word in (VENDOR, ENGAGEMENT):
        made.object_label = made.object_label.replace(word, new[word])
        made.actor_label = made.actor_label.replace(word, new[word])
    made.before, made.after = _changed(one.before, new), _changed(one.after, new)
    made.at, made.secret = timezone.now(), new_secret()
    made.content_hash = content_hash(made)
    return made
