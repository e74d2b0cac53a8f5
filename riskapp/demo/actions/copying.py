"""Rows of one life, taken as text and written again for others, by COPY.

A life was lived in an organisation of its own (``riskapp.demo.actions.lives``). Its rows are read
table by table and cut where something differs from copy to copy: ids, names, moments, and what
is hashed over ids. A copy puts its own in between. PostgreSQL copies nothing into tables behind
the second wall, so for whom it stands rows go to temporary tables first and from there, as any
other row, past the wall. Constraints and triggers hold for everybody: a response is not submitted
before its answers are in, and audit entries bring the hash of their content and are sealed when
the transaction commits.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from random import Random
from typing import Any

from django.apps import apps
from django.db import connection, models

from questionnaires.document.digest import digest
from questionnaires.document.sealing import covered
from questionnaires.models import Response
from questionnaires.queries import payload_of
from riskapp.accounts.models import User
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import canonical, hashed_content
from riskapp.common.packing import packed_text, unpacked_text

_OF_TENANT = "tenant = %(of)s"
_OWN = "organisation_id = %(of)s"


def _below(parent: str, column: str, condition: str = _OWN) -> str:
    return f"{column} IN (SELECT id FROM {parent} WHERE {condition})"  # noqa: S608  # our own names


_OF_RESPONSE = _below("questionnaires_response", "response_id", _OF_TENANT)
_OF_FINDING = _below("findings_finding", "finding_id")
# Whose rows are copied, parents first, and which of a table belong to an organisation.
TABLES = {
    "vendors_vendor": _OWN,
    "vendors_contact": _below("vendors_vendor", "vendor_id"),
    "vendors_engagement": _OWN,
    "questionnaires_response": _OF_TENANT,
    "questionnaires_invitation": _OF_RESPONSE,
    "questionnaires_respondent": _OF_RESPONSE,
    "questionnaires_entry": _OF_RESPONSE,
    "questionnaires_responseevent": _OF_RESPONSE,
    "questionnaires_answer": _OF_RESPONSE,
    "questionnaires_evidence": _OF_RESPONSE,
    "questionnaires_remark": _OF_RESPONSE,
    "questionnaires_clarification": _OF_RESPONSE,
    "assessments_assessment": _OWN,
    "assessments_score": _OWN,
    "assessments_scorechange": _OWN,
    "assessments_reviewer": _below("assessments_assessment", "assessment_id"),
    "decisions_recommendation": _OWN,
    "decisions_decision": _OWN,
    "findings_finding": _OWN,
    "findings_findingevent": _OF_FINDING,
    "findings_plan": _OF_FINDING,
    "decisions_condition": _below("decisions_decision", "decision_id"),
    "review_verdict": _OWN,
    "review_reviewnote": _OWN,
    "review_dismissal": _OWN,
    "inventory_tool": _OWN,
    "audit_auditentry": _OWN,
}
RESPONSES, EVENTS, AUDIT, SCORES = (
    "questionnaires_response",
    "questionnaires_responseevent",
    "audit_auditentry",
    "assessments_score",
)
# Of a response, what it is only given once its answers are in.
SUBMITTED = {
    "state": "'open'",
    "submitted_at": "NULL",
    "digest": "''",
    "attested_name": "''",
    "attested_role": "''",
}
STAGE = "laboratory_"
MARK = "\x02"  # on both sides of what differs; PostgreSQL writes it as an escape
PACKED = "\x03"  # on both sides of what is packed when it is written
NULL = r"\N"

# What stands for the names of the life that is copied.
BUYER, VENDOR, DOMAIN = "Qzbuyer", "Qzvendor", "qzmail.example"
MAILS = ("analyst@qzbuyer.example", "approver@qzbuyer.example")
_DIFFERS = re.compile(
    "|".join(map(re.escape, (*MAILS, DOMAIN, BUYER, VENDOR, VENDOR.lower())))
    + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}"
)
_PACKED = re.compile(f"{PACKED}([^{PACKED}]*){PACKED}")


@dataclass(frozen=True, slots=True)
class Cut:
    """Text cut where something differs: every second part says what stands there."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Cut:
        return cls(tuple(text.split(MARK)))

    def with_(self, new: Mapping[str, str]) -> str:
        parts = list(self.parts)
        parts[1::2] = [new[part] for part in parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A response whose digest covers ids: what is covered as it is in every copy, and the
    rest of it."""

    digest: str
    secret: str
    same: dict[str, Any]
    rest: Cut


@dataclass(frozen=True, slots=True)
class Audited:
    """An entry of the audit trail: the hash of its content, and that content."""

    hash: str
    secret: str
    content: Cut


@dataclass(frozen=True, slots=True)
class Life:
    """A vendor as text, and what differs from copy to copy."""

    organisation: str
    people: tuple[int, ...]
    rows: Mapping[str, Cut]
    sealed: Sequence[Sealed]
    audited: Sequence[Audited]
    ids: Sequence[str]
    events: Sequence[str]
    moments: frozenset[str]


class Taking:
    """Takes the rows of a life that was lived in an organisation by people."""

    def __init__(self, organisation: uuid.UUID, people: Sequence[User]) -> None:
        self.organisation = str(organisation)
        self.people = tuple(user.pk for user in people)
        self.known: set[str] = set()

    def taken(self) -> Life:
        """The life as it is now."""
        pks = {
            table: [pk for (pk,) in self._read(table, "id::text")] for table in TABLES
        }
        ids = [pk for own in pks.values() for pk in own if "-" in pk]
        submitted = list(
            Response.objects.filter(tenant=self.organisation)
            .exclude(digest="")
            .select_related("version")
        )
        self.known = {*ids, self.organisation, *(r.digest for r in submitted)}
        rows = {table: self._rows(table) for table in TABLES}
        audited = [
            self._audited(entry)
            for entry in AuditEntry.objects.filter(organisation_id=self.organisation)
        ]
        marks = chain(
            *(cut.parts[1::2] for cut in rows.values()),
            *(entry.content.parts[1::2] for entry in audited),
        )
        return Life(
            self.organisation,
            self.people,
            rows,
            [self._sealed(response) for response in submitted],
            audited,
            ids,
            pks[EVENTS],
            frozenset(mark for mark in marks if mark[:2] in ("@m", "@M")),
        )

    def _read(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {table} WHERE {TABLES[table]} ORDER BY id",  # noqa: S608  # our own names
                {"of": self.organisation},
            )
            return cursor.fetchall()  # type: ignore[no-any-return]

    def _rows(self, table: str) -> Cut:
        columns = _columns(table)
        lines = []
        for values in self._read(
            table, ", ".join(f'"{name}"::text' for name in columns)
        ):
            cut = [
                NULL if value is None else self._cut(table, name, value)
                for name, value in zip(columns, values, strict=True)
            ]
            lines.append("\t".join(cut) + "\n")
        return Cut.of("".join(lines))

    def _cut(self, table: str, column: str, value: str) -> str:
        kind = _kind(table, column)
        if kind:
            return f"{MARK}@{kind}{value}{MARK}"
        if (table, column) == (SCORES, "packed"):
            return f"{PACKED}{self._marked(_opened(value))}{PACKED}"
        return self._marked(_escaped(value))

    def _marked(self, text: str) -> str:
        """Text with marks around what differs."""

        def mark(found: re.Match[str]) -> str:
            word = found[0]
            is_strange = len(word) in (36, 64) and word not in self.known
            return word if is_strange else f"{MARK}{word}{MARK}"

        return _DIFFERS.sub(mark, text)

    def _audited(self, entry: AuditEntry) -> Audited:
        content = hashed_content(entry)
        at = f"{MARK}@M{entry.at.astimezone(datetime.UTC).isoformat()}{MARK}"
        actor = f"{MARK}@u{entry.actor_id}{MARK}" if entry.actor_id else ""
        text = self._marked(json.dumps(content | {"at": "AT", "actor": "WHO"}))
        text = text.replace('"at": "AT"', f'"at": "{at}"')
        text = text.replace('"actor": "WHO"', f'"actor": "{actor}"')
        return Audited(entry.content_hash, entry.secret, Cut.of(text))

    def _sealed(self, response: Response) -> Sealed:
        payload = payload_of(response)
        entries = payload.pop("entries")
        rest: dict[str, Any] = {
            name: payload.pop(name)
            for name in ("response", "evidence", "attached", "unconfirmed")
            if name in payload
        }
        rest["entries"] = [{"id": entry["id"]} for entry in entries]
        same = covered(payload | {"entries": entries}, response.secret)
        text = self._marked(json.dumps(rest))
        return Sealed(response.digest, response.secret, same, Cut.of(text))


def _opened(value: str) -> str:
    """The JSON of bytes as PostgreSQL writes them."""
    return unpacked_text(bytes.fromhex(value.removeprefix("\\x")))


def _closed(found: re.Match[str]) -> str:
    """The bytes of JSON, as COPY reads them."""
    return f"\\\\x{packed_text(found[1]).hex()}"


def _escaped(text: str) -> str:
    """Text as COPY reads it."""
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")


@cache
def _model(table: str) -> type[models.Model]:
    return next(
        model
        for model in apps.get_models()
        if model._meta.db_table == table  # noqa: SLF001  # documented API
    )


def _fields(table: str) -> Sequence[models.Field[Any, Any]]:
    found = _model(table)._meta.concrete_fields  # noqa: SLF001  # documented API
    return [field for field in found if not field.generated]


@cache
def _columns(table: str) -> tuple[str, ...]:
    """What is copied of a table; numbers that nothing points at are given anew."""
    return tuple(
        str(field.column)
        for field in _fields(table)
        if table == EVENTS or not isinstance(field, models.AutoField)
    )


@cache
def _kind(table: str, column: str) -> str:
    """How a column differs from copy to copy: a moment, a person, a line of history, a hash."""
    field = next(field for field in _fields(table) if field.column == column)
    if isinstance(field, models.DateTimeField):
        return "m"
    if field.remote_field and field.remote_field.model is User:
        return "u"
    if (table, column) in {(EVENTS, "id"), ("questionnaires_answer", "revision")}:
        return "e"
    return "h" if (table, column) == (AUDIT, "content_hash") else ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom copies are made for: an organisation with its people, in the order of ``MAILS``."""

    id: str
    name: str
    people: tuple[int, ...]
    mails: tuple[str, ...]


class Copying:
    """Copies of lives, gathered and then written in one transaction."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}

    def add(
        self, buyer: Buyer, life: Life, name: str, domain: str, dice: Random
    ) -> None:
        """One more vendor of a buyer, with this life."""
        new = _new(buyer, life, name, domain, dice)
        for sealed in life.sealed:
            new[sealed.digest] = _digest(sealed, new)
        for entry in life.audited:
            content = json.loads(entry.content.with_(new))
            text = canonical(covered(content, entry.secret))
            new[f"@h{entry.hash}"] = hashlib.sha256(text).hexdigest()
        for table, cut in life.rows.items():
            lines = cut.with_(new)
            if table == SCORES:
                lines = _PACKED.sub(_closed, lines)
            self.texts.setdefault(table, []).append(lines)

    def write(self) -> None:
        """Write everything, in the caller's transaction and for whom the wall stands."""
        texts = {table: own for table, own in self.texts.items() if any(own)}
        self.texts = {}
        with connection.cursor() as cursor:
            if _is_walled():
                _write_through_stages(cursor, texts)
                return
            # Answers first: once their response is there, and submitted, none can be added.
            for table in sorted(texts, key=lambda table: table == RESPONSES):
                _copy(cursor, table, table, texts[table])


def _new(
    buyer: Buyer, life: Life, name: str, domain: str, dice: Random
) -> dict[str, str]:
    """What stands in a copy where it differs from the life."""
    new = {pk: str(uuid.UUID(int=dice.getrandbits(128), version=4)) for pk in life.ids}
    new |= {
        life.organisation: buyer.id,
        BUYER: buyer.name,
        VENDOR: name,
        VENDOR.lower(): name.casefold(),
        DOMAIN: domain,
    }
    new |= zip(MAILS, buyer.mails, strict=True)
    new |= zip((f"@u{pk}" for pk in life.people), map(str, buyer.people), strict=True)
    events = zip(life.events, _numbers(len(life.events)), strict=True)
    new |= {f"@e{old}": str(number) for old, number in events} | {"@e0": "0"}
    minutes = datetime.timedelta(minutes=dice.randrange(-300, 300))
    for mark in life.moments:
        at = datetime.datetime.fromisoformat(mark[2:]) + minutes
        between = "T" if mark[1] == "M" else " "
        new[mark] = at.isoformat(between, timespec="microseconds")
    return new


def _write_through_stages(cursor: Any, texts: Mapping[str, Sequence[str]]) -> None:
    written = [table for table in TABLES if table in texts]
    for table in written:
        _copy(cursor, f"{STAGE}{table}", table, texts[table])
        names = [f'"{name}"' for name in _columns(table)]
        taken = [
            SUBMITTED.get(name, name) if table == RESPONSES else name
            for name in _columns(table)
        ]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608  # our own names
            f" SELECT {', '.join(taken)} FROM {STAGE}{table}"
        )
    cursor.execute(
        f"UPDATE {RESPONSES} response SET "  # noqa: S608  # our own names
        + ", ".join(f"{name} = staged.{name}" for name in SUBMITTED)
        + f" FROM {STAGE}{RESPONSES} staged"
        " WHERE staged.id = response.id AND staged.state = 'submitted'"
    )
    cursor.execute(f"TRUNCATE {', '.join(f'{STAGE}{table}' for table in written)}")


def _copy(cursor: Any, into: str, table: str, texts: Sequence[str]) -> None:
    names = ", ".join(f'"{name}"' for name in _columns(table))
    with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
        for text in texts:
            copy.write(text)


def _is_walled() -> bool:
    """Whether the second wall stands before us; the owner of the tables passes it."""
    return getattr(connection, "role", None) is not None


@contextmanager
def stages() -> Iterator[None]:
    """The temporary tables that rows pass through, of whoever the wall has in hand."""
    with connection.cursor() as cursor:
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in _columns(table))
            cursor.execute(
                f"CREATE TEMPORARY TABLE {STAGE}{table} AS"  # noqa: S608  # our own names
                f" SELECT {names} FROM {table} WITH NO DATA"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {', '.join(f'{STAGE}{name}' for name in TABLES)}")


def _digest(sealed: Sealed, new: Mapping[str, str]) -> str:
    rest = json.loads(sealed.rest.with_(new))
    for unordered in ("evidence", "unconfirmed"):
        if unordered in rest:
            rest[unordered].sort()
    anew = covered(rest, sealed.secret)
    entries = [
        same | own
        for same, own in zip(sealed.same["entries"], anew["entries"], strict=True)
    ]
    return digest(sealed.same | anew | {"entries": entries})


def _numbers(count: int) -> Iterator[int]:
    """The next numbers for lines of history."""
    if not count:
        return iter(())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [EVENTS, count],
        )
        return iter([number for (number,) in cursor.fetchall()])
