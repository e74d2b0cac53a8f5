"""The proof that nothing in the audit trail was touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from riskapp.audit.models import AuditEntry, ChainHead
from riskapp.audit.queries.content import FIRST, content_hash, link_hash

ANCHOR = re.compile(r"\b([0-9a-f-]{36})  (\d+) entries  ([0-9a-f]{64})\b")


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
    a chain that was cut off.
    """
    head = head_of(chain)
    previous, position = FIRST, 0
    for entry in _links(chain):
        position += 1
        reason = _fault(entry, position, previous)
        if reason:
            return Broken(chain, position, entry.pk, reason)
        previous = entry.hash
    if position < head.length:
        return Broken(chain, position + 1, None, "the entry is missing")
    if (position, previous) != (head.length, head.hash):
        return Broken(chain, position, None, "the chain does not end at its head")
    return None


def _links(chain: UUID) -> Iterator[AuditEntry]:
    """The entries of a chain in order; those that were never linked come last."""
    rows = (
        AuditEntry.objects.filter(organisation=None)
        if chain == ChainHead.NOBODYS
        else AuditEntry.objects.filter(organisation=chain)
    )
    return rows.order_by("position", "id").iterator(chunk_size=2000)


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
    owner = None if chain == ChainHead.NOBODYS else chain
    return AuditEntry.objects.filter(organisation=owner, position=position).first()
