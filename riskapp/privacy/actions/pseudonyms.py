"""A pseudonym in the place of one person, where what names them has to stay."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Q

from questionnaires.choices import ResponseState
from questionnaires.document.sealing import proofs_after
from questionnaires.models import Answer, Evidence, Respondent, Response, ResponseEvent
from questionnaires.queries import payload_of
from riskapp.accounts.models import User
from riskapp.audit.actions import ERASABLE, erase_values
from riskapp.audit.models import AuditEntry
from riskapp.privacy.actions.removing import call
from riskapp.privacy.models import Erasure
from riskapp.privacy.queries.held import HeldRows
from riskapp.privacy.queries.people import Person
from riskapp.privacy.queries.places import about
from riskapp.privacy.queries.texts import Needles
from riskapp.privacy.queries.trail import signed_entries

# Rows with one name, a person's own: it goes, whatever it is.
OWN = (Respondent, Response, ResponseEvent)


def put_pseudonym(
    person: Person, names: Collection[str], held: HeldRows, erasure: Erasure
) -> None:
    """Rename the person in every row that stays; what was submitted proves as much as before."""
    before = {row.pk: payload_of(row) for row in _submitted(held)}
    everywhere = list(person.needles(names).texts)
    address = list(person.needles([]).texts)
    for model in held.models:
        named = held.named.get(model, set())
        others = held.ids(model) - named
        call("privacy_put_pseudonym", model, named, everywhere, erasure.person)
        call("privacy_put_pseudonym", model, others, address, erasure.person)
        if model in OWN:
            call("privacy_unname", model, held.own[model], erasure.person)
    for response in Response.objects.filter(pk__in=before).select_related("version"):
        now = payload_of(response)
        if now == before[response.pk]:
            continue
        proofs = proofs_after(
            before[response.pk], now, secret=response.secret, proofs=response.proofs
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT privacy_keep_proofs(%s, %s::jsonb)",
                [response.pk, json.dumps(proofs)],
            )


def _submitted(held: HeldRows) -> Iterable[Response]:
    """Submitted responses of which something may change that their digest is about."""
    answers = Answer.objects.filter(pk__in=held.rows.get(Answer, ()))
    evidence = Evidence.objects.filter(pk__in=held.rows.get(Evidence, ()))
    touched = Q(pk__in=held.rows.get(Response, ()))
    touched |= Q(pk__in=answers.values("response"))
    touched |= Q(pk__in=evidence.values("response"))
    return Response.objects.filter(
        touched, state=ResponseState.SUBMITTED
    ).select_related("version")


def point_to(held: HeldRows, before: User, after: User) -> None:
    """Let rows that named one account name another."""
    with connection.cursor() as cursor:
        for model, fields in held.pointing.items():
            for name, ids in fields.items():
                column = about(model).get_field(name).column
                cursor.execute(
                    "SELECT privacy_point_to(%s, %s, %s, %s, %s)",
                    [
                        about(model).db_table,
                        column,
                        list(map(str, ids)),
                        before.pk,
                        after.pk,
                    ],
                )


def erase_from_trail(
    person: Person,
    names: Collection[str],
    held: HeldRows,
    erasure: Erasure,
    stand_in: User | None,
) -> list[int]:
    """The links of the chain in which the person stood."""
    everywhere = person.needles(names)
    every_name = person.needles({*person.confirmed, *names})
    signed = signed_entries(person)
    signed |= {int(pk): name for pk, name in erasure.wanted.get("signed", {}).items()}
    links = []
    entries = AuditEntry.objects.filter(pk__in=held.entries | set(signed)).exclude(
        hash=""
    )
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        changed = _without(
            entry, person, (everywhere, every_name), erasure.label, stand_in
        )
        if name := signed.get(entry.pk):
            rest = entry.actor_label.removeprefix(name)
            changed["actor_label"] = f"{erasure.label}{rest}"[:254]
            changed |= {"ip": None, "user_agent": ""}
        if changed:
            erase_values(entry, changed)
            links.append(int(entry.position or 0))
    return links


def _without(
    entry: AuditEntry,
    person: Person,
    needles: tuple[Needles, Needles],
    label: str,
    stand_in: User | None,
) -> dict[str, Any]:
    """The fields of an entry that change when a person goes."""
    user = person.user.pk if person.user else None
    is_actor = user is not None and entry.actor_id == user
    is_object = (
        user is not None
        and entry.object_type == "accounts.user"
        and entry.object_id == str(user)
    )
    texts = ("actor_label", "object_label", "before", "after")
    stored = {name: getattr(entry, name) for name in texts}
    everywhere, every_name = needles
    is_named = any(person.address in str(value).lower() for value in stored.values())
    own = every_name if is_actor or is_object or is_named else everywhere
    now = {name: own.replaced(value, label) for name, value in stored.items()}
    if is_actor or now["actor_label"] != stored["actor_label"] or is_object:
        now |= {"ip": None, "user_agent": ""}
    if is_actor and stand_in is not None:
        now |= {"actor_id": stand_in.pk, "actor_label": label}
    if is_object and stand_in is not None:
        now |= {"object_id": str(stand_in.pk), "object_label": label}
    for name in ("actor_label", "object_label"):
        now[name] = str(now[name])[:254]
    return {
        name: value
        for name, value in now.items()
        if name in ERASABLE and value != getattr(entry, name)
    }
