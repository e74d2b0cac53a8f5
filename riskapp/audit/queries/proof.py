"""The proof that nothing in the audit trail was touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from questionnaires.document.sealing import value_at
from riskapp.audit.models import AuditEntry, ChainHead, SyslogMark
from riskapp.audit.queries.content import (
    ERASED,
    FIRST,
    RAN_OUT,
    content_hash,
    hashed_content,
    link_hash,
    links_in,
)

ANCHOR = re.compile(r"\b([0-9a-f-]{36})  (\d+) entries  ([0-9a-f]{64})\b")

# What of an entry may be erased; a number can go only with the name beside it.
ERASABLE = {
    "actor", "actor_label", "ip", "user_agent", "object_id", "object_label", "before",
    "after",
}  # fmt: skip
BESIDE = {"/actor": "/actor_label", "/object_id": "/object_label"}
STANDS_FOR_A_PERSON = "erased person #"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link of a chain that does not hold; ``entry`` is None where it is missing."""

    chain: UUID
    position: int
    entry: int | None
    reason: str


def chains() -> list[UUID]:
    """Every chain there is or should be, by id."""
    found = set(ChainHead.objects.values_list("id", flat=True))
    owned = AuditEntry.objects.exclude(organisation=None).order_by()
    found |= set(owned.values_list("organisation_id", flat=True).distinct())
    if AuditEntry.objects.filter(organisation=None).exists():
        found.add(ChainHead.NOBODYS)
    return sorted(found)


def head_of(chain: UUID) -> ChainHead:
    """Where a chain ends; of one that has no head, its beginning."""
    found = ChainHead.objects.filter(pk=chain).first()
    return found or ChainHead(id=chain, length=0, hash=FIRST)


def first_broken_link(chain: UUID) -> Broken | None:
    """Walk a chain from its first entry; None when every link holds up to its head.

    Found are: changed content, changed links, entries that were removed or slipped in, and
    a chain that was cut off. Erased values are no fault where another entry of the chain
    names the link, and where nothing but a pseudonym took their place.
    """
    head = head_of(chain)
    noted = _noted(chain)
    previous, position = FIRST, 0
    for entry in _links(chain):
        position += 1
        reason = _fault(entry, position, previous) or _misused(entry, noted)
        if reason:
            return Broken(chain, position, entry.pk, reason)
        previous = entry.hash
    if position < head.length:
        return Broken(chain, position + 1, None, "the entry is missing")
    if (position, previous) != (head.length, head.hash):
        return Broken(chain, position, None, "the chain does not end at its head")
    return None


def links_after(chain: UUID, position: int) -> QuerySet[AuditEntry]:
    """The entries of a chain behind a place, in their order."""
    return _of(chain).filter(position__gt=position).order_by("position")


def chains_with_more() -> list[UUID]:
    """The chains of which not everything was sent by syslog yet; one query."""
    sent = SyslogMark.objects.filter(
        pk=OuterRef("pk"), position__gte=OuterRef("length")
    )
    found = ChainHead.objects.filter(~Exists(sent), length__gt=0)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _links(chain: UUID) -> Iterator[AuditEntry]:
    """The entries of a chain in order; those that were never linked come last."""
    return _of(chain).order_by("position", "id").iterator(chunk_size=2000)


def _of(chain: UUID) -> QuerySet[AuditEntry]:
    owner = None if chain == ChainHead.NOBODYS else chain
    return AuditEntry.objects.filter(organisation=owner)


def _fault(entry: AuditEntry, position: int, previous: str) -> str:
    if entry.position is None:
        return "the entry was never linked"
    if entry.position > position:
        return "the entry is missing"
    if entry.position < position:
        return "its place is taken twice"
    if entry.previous_hash != previous:
        return "it does not follow the entry before it"
    if content_hash(entry) != entry.content_hash:
        return "its content was changed"
    if link_hash(previous, entry.content_hash) != entry.hash:
        return "its link was changed"
    return ""


def _noted(chain: UUID) -> set[int]:
    """The links of which values were erased, as entries of the chain say."""
    told = _of(chain).filter(action__in=(ERASED, RAN_OUT))
    found: set[int] = set()
    for after in told.values_list("after", flat=True):
        found.update(links_in((after or {}).get("links") or ""))
    return found


def _misused(entry: AuditEntry, noted: set[int]) -> str:
    """What is wrong with the values that were erased of an entry; "" where nothing is."""
    if not entry.proofs:
        return ""
    if entry.position not in noted:
        return "values were erased, and no entry says so"
    erased = entry.proofs.get("erased", {})
    content = hashed_content(entry)
    for place in erased:
        now = value_at(content, place)
        is_gone = now in (None, "") or STANDS_FOR_A_PERSON in str(now)
        if place.split("/")[1] not in ERASABLE or not (
            is_gone or BESIDE.get(place) in erased
        ):
            return "a value was not erased but changed"
    return ""


def anchor_line(chain: UUID) -> str:
    """Where a chain ends, as it is kept elsewhere: id, number of entries, hash."""
    head = head_of(chain)
    return f"{chain}  {head.length} entries  {head.hash}"


def faults_against(text: str) -> list[str]:
    """What does not fit lines that were kept elsewhere: a tail that was cut, a chain that was
    written anew. What was added since is no fault."""
    faults = []
    for found in ANCHOR.finditer(text):
        chain, length, kept = UUID(found[1]), int(found[2]), found[3]
        if length == 0:
            continue
        entry = _links_at(chain, length)
        if entry is None:
            faults.append(
                f"{chain}  had {length} entries and has {head_of(chain).length}: its end was cut off"
            )
        elif entry.hash != kept:
            faults.append(
                f"{chain}  link {length} (entry {entry.pk}): it is not the one that was kept"
            )
    return faults


def _links_at(chain: UUID, position: int) -> AuditEntry | None:
    return _of(chain).filter(position=position).first()
