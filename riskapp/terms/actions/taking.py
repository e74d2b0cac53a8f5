"""Taking a newer catalogue."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.wall import everything, in_organisation
from riskapp.terms.errors import CatalogueFault, CatalogueRefused
from riskapp.terms.files import keys_from, read_catalogue
from riskapp.terms.models import CatalogueFile, PublishedChange
from riskapp.terms.queries.newest import forget_newest
from riskapp.tools.catalogue import catalogue_in_force
from riskapp.tools.changes import ChangedFact, changes_between

LOCK = "catalogue of AI tools"


@transaction.atomic
def take_catalogue(
    content: bytes, *, by: User | None, actor_label: str = ""
) -> CatalogueFile:
    """Verify a file, keep it, and write down what it changes; from now on it counts.

    All of it or nothing; every organisation has it in its trail. Raises CatalogueRefused.
    """
    found = read_catalogue(content, keys_from(settings.CATALOGUE_KEYS))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
    forget_newest()
    before = catalogue_in_force()
    if found.catalogue.version <= before.version:
        raise CatalogueRefused(CatalogueFault.OLDER, str(before.version))
    made = CatalogueFile.objects.create(
        version=found.catalogue.version,
        gathered=found.catalogue.gathered,
        content=found.content,
        digest=found.digest,
        keyid=found.keyid,
    )
    changes = [
        _row(made, position, change)
        for position, change in enumerate(changes_between(before, found.catalogue))
    ]
    PublishedChange.objects.bulk_create(changes)
    with everything("a catalogue of AI tools counts for every organisation"):
        organisations = list(Organisation.objects.all())
    for organisation in organisations:
        with in_organisation(organisation.pk):
            record(
                "catalogue of AI tools taken",
                made,
                organisation=organisation,
                by=by,
                actor_label=actor_label,
                before={"version": before.version},
                after={
                    "version": made.version,
                    "sha256": made.digest,
                    "key": made.keyid,
                    "changes": len(changes),
                },
            )
    forget_newest()  # what was looked at in between is not committed yet
    transaction.on_commit(forget_newest)
    return made


def _row(made: CatalogueFile, position: int, change: ChangedFact) -> PublishedChange:
    return PublishedChange(
        file=made,
        position=position,
        plan=change.plan.id,
        name=change.plan.name,
        provider=change.plan.provider,
        plan_name=change.plan.plan,
        kind=change.kind.value,
        fact=change.fact,
        before=_plain(change.before),
        after=_plain(change.after),
        source=change.source,
        seen_on=change.seen,
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
