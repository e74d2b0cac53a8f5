"""Taking a newer catalogue, from a file or with an upgrade of the product."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from questionnaires.document.source import Source
from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.wall import everything, in_organisation
from riskapp.statements.canonical import canonical, read_strictly
from riskapp.terms.errors import CatalogueFault, CatalogueRefused
from riskapp.terms.files import keys_from, read_catalogue
from riskapp.terms.models import CatalogueFile, PublishedChange
from riskapp.terms.queries.newest import forget_newest
from riskapp.tools.catalogue import (
    catalogue_in_force,
    core_catalogue,
    parse_catalogue,
)
from riskapp.tools.changes import ChangedFact, changes_between

LOCK = "catalogue of AI tools"
UPGRADE = "upgrade of the product"  # who took it, in the trail


@transaction.atomic
def take_catalogue(
    content: bytes, *, by: User | None, actor_label: str = ""
) -> CatalogueFile:
    """Verify a file, keep it, and write down what it changes; from now on it counts.

    All of it or nothing; every organisation has it in its trail. Raises CatalogueRefused.
    """
    found = read_catalogue(content, keys_from(settings.CATALOGUE_KEYS))
    _lock()
    forget_newest()
    before = catalogue_in_force()
    is_known = CatalogueFile.objects.filter(version=found.catalogue.version).exists()
    if found.catalogue.version <= before.version or is_known:
        raise CatalogueRefused(CatalogueFault.OLDER, str(before.version))
    made = CatalogueFile.objects.create(
        version=found.catalogue.version,
        gathered=found.catalogue.gathered,
        content=found.content,
        digest=found.digest,
        keyid=found.keyid,
    )
    changes = list(changes_between(before, found.catalogue))
    _note(made, before.version, changes, by=by, actor_label=actor_label)
    forget_newest()  # what was looked at in between is not committed yet
    transaction.on_commit(forget_newest)
    return made


@transaction.atomic
def note_shipped() -> CatalogueFile | None:
    """Keep the catalogue that came with the product, and write down what it changes against the
    one that counted before; twice notes it once.

    None where a file that was taken is as new, and where it is known already. Of the first one
    that is kept nobody knows what counted before: it changes nothing.
    """
    core = core_catalogue()
    known = CatalogueFile.objects.filter(version__gte=core.version)
    if known.exists():
        return None
    _lock()
    if known.exists():
        return None
    older = CatalogueFile.objects.first()
    content = canonical(core.source)
    made = CatalogueFile.objects.create(
        version=core.version,
        gathered=core.gathered,
        content=content.decode(),
        digest=hashlib.sha256(content).hexdigest(),
        is_shipped=True,
    )
    if older is not None:
        data = read_strictly(older.content.encode())
        before = parse_catalogue(Source(data, name="catalogue"))
        changes = list(changes_between(before, core))
        _note(made, before.version, changes, by=None, actor_label=UPGRADE)
    return made


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])


def _note(
    made: CatalogueFile,
    before: int,
    changes: Sequence[ChangedFact],
    *,
    by: User | None,
    actor_label: str,
) -> None:
    """What a catalogue changes, as rows and in the trail of every organisation."""
    PublishedChange.objects.bulk_create(
        _row(made, position, change) for position, change in enumerate(changes)
    )
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
                before={"version": before},
                after={
                    "version": made.version,
                    "sha256": made.digest,
                    "key": made.keyid,
                    "changes": len(changes),
                },
            )


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
