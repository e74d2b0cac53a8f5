"""Lists of the audit trail, and where its objects can be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet
from django.urls import reverse

from riskapp.accounts.models import Organisation
from riskapp.audit.models import AuditEntry
from riskapp.common.wall import only_organisation

# Where an object can be seen: the name of a page, its argument, and how the object leads to
# it. The packages above are named, not imported.
PAGES: Mapping[str, tuple[str, str, str]] = {
    "incidents.incident": ("incidents:detail", "incident_id", "pk"),
    "vendors.vendor": ("vendors:detail", "vendor_id", "pk"),
    "vendors.engagement": ("vendors:detail", "vendor_id", "vendor_id"),
    "vendors.import": ("vendors:import_detail", "import_id", "pk"),
    "assessments.assessment": ("assessments:detail", "assessment_id", "pk"),
    "findings.finding": ("assessments:findings", "assessment_id", "assessment_id"),
    "findings.planfile": (
        "assessments:findings",
        "assessment_id",
        "plan__finding__assessment_id",
    ),
    "copies.copy": ("assessments:detail", "assessment_id", "response__assessment"),
    "reports.report": ("reports:detail", "report_id", "pk"),
    "machines.webhook": ("machines:webhook", "webhook_id", "pk"),
    "accounts.organisation": ("organisations:settings", "", ""),
}


def entries_of(organisation: Organisation) -> QuerySet[AuditEntry]:
    """The trail of an organisation, newest first."""
    return AuditEntry.objects.filter(organisation=organisation).order_by("-id")


def known_actions(organisation: Organisation) -> list[str]:
    """Everything that was ever done there, by name."""
    return _different(organisation, "action")


def known_types(organisation: Organisation) -> list[str]:
    """The kinds of objects something was done to."""
    return _different(organisation, "object_type")


# From each value to the next, by the index: there are few, of however many entries. Who names the
# tenant is answered from one partition.
NEXT = """
WITH RECURSIVE found (value) AS (
    (SELECT {column} FROM audit_auditentry
     WHERE organisation_id = %(of)s AND (%(tenant)s::uuid IS NULL OR tenant = %(tenant)s)
     ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM audit_auditentry
            WHERE organisation_id = %(of)s AND {column} > found.value
            AND (%(tenant)s::uuid IS NULL OR tenant = %(tenant)s)
            ORDER BY {column} LIMIT 1)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL
"""


def _different(organisation: Organisation, column: str) -> list[str]:
    with connection.cursor() as cursor:
        values = {"of": organisation.pk, "tenant": only_organisation()}
        cursor.execute(NEXT.format(column=column), values)
        return sorted(value for (value,) in cursor.fetchall())


class AboutObject(Protocol):
    """Anything that names an object by type and id."""

    object_type: str
    object_id: str


# What is seen by administrators alone.
MANAGED = ("accounts.organisation", "machines.webhook")


def pages_of(
    entries: Iterable[AboutObject], *, manages: bool = True
) -> dict[tuple[str, str], str]:
    """Where the objects of entries, or of anything alike, can be seen, by type and id; those that
    can, by whoever manages the organisation or by others.

    At most one query for each kind of object that has to be asked for its page.
    """
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.object_type in PAGES and (manages or entry.object_type not in MANAGED):
            ids[entry.object_type].add(entry.object_id)
    found = {}
    for kind, wanted in ids.items():
        name, argument, path = PAGES[kind]
        targets: Iterable[tuple[object, object]] = [(one, one) for one in wanted]
        if path not in ("", "pk"):
            rows: QuerySet[Any] = QuerySet(apps.get_model(kind)).filter(pk__in=wanted)
            targets = rows.values_list("pk", path)
        for own, target in targets:
            if target is None:
                continue
            keywords = {argument: target} if argument else {}
            found[kind, str(own)] = reverse(name, kwargs=keywords)
    return found


def last_entry(obj: Model, action: str, **more: Any) -> AuditEntry | None:
    """Who did something to an object last, and when."""
    found = AuditEntry.objects.filter(
        object_type=obj._meta.label_lower,  # noqa: SLF001  # documented API
        object_id=str(obj.pk),
        action=action,
        **more,
    )
    return found.select_related("actor").order_by("-at", "-pk").first()
