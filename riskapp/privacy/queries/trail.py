"""Where the audit trail speaks of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from riskapp.accounts.models import Organisation, User
from riskapp.audit.models import AuditEntry
from riskapp.findings.models import PlanFile
from riskapp.privacy.queries.people import Person, respondents_of, submitted_by
from riskapp.privacy.queries.texts import Needles, holding
from riskapp.vendor_copies.models import Copy


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What was known of a person before the rows that said it went: confirmed names, and the
    entries of the trail in which a name that they typed stands in front."""

    names: tuple[str, ...] = ()
    signed: Mapping[int, str] = field(default_factory=dict)


def known_of(person: Person) -> KnownPerson:
    """What would be lost with the rows of a person at a vendor."""
    return KnownPerson(person.plain, signed_entries(person))


def entries_about(
    organisation: Organisation, needles: Needles, user: User | None
) -> QuerySet[AuditEntry]:
    """Entries of the trail that name somebody, that an account made, or that are about it."""
    trail = AuditEntry.objects.filter(organisation=organisation)
    about = holding(trail, needles.texts).values("pk")
    named = Q(pk__in=about)
    if user is not None:
        named |= Q(actor=user)
        named |= Q(object_type="accounts.user", object_id=str(user.pk))
    return trail.filter(named).order_by("pk")


def signed_entries(person: Person) -> dict[int, str]:
    """Entries of the trail of what a person did at a vendor, by key: the name in front."""
    trail = AuditEntry.objects.filter(organisation=person.organisation, actor=None)
    seats = set(
        respondents_of(person)
        .exclude(name="")
        .values_list("name", "response", "response__respondent_name")
    ) | set(
        submitted_by(person)
        .exclude(attested_name="")
        .values_list("attested_name", "pk", "respondent_name")
    )
    found: dict[int, str] = {}
    for name, response, vendor in seats:
        copies = Copy.objects.filter(response=response).values_list("pk", flat=True)
        files = PlanFile.objects.filter(
            plan__finding__assessment__response=response
        ).values_list("pk", flat=True)
        theirs = trail.filter(
            Q(actor_label=f"{name} ({vendor})"[:254])
            | Q(
                actor_label=name,
                object_type="copies.copy",
                object_id__in=list(map(str, copies)),
            )
            | Q(
                actor_label=f"{name} (vendor)"[:254],
                object_type="findings.planfile",
                object_id__in=list(map(str, files)),
            )
        )
        found |= dict.fromkeys(theirs.values_list("pk", flat=True), name)
    return found
