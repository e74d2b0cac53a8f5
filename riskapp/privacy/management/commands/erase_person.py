"""``manage.py erase_person``: erase whoever an address belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.accounts.models import Organisation
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.privacy.choices import ErasureState
from riskapp.privacy.errors import NotTheirName, PrivacyError
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.held import held_about
from riskapp.privacy.queries.periods import is_under_hold
from riskapp.privacy.queries.places import about


class Command(BaseCommand):
    help = (
        "Erase whoever an e-mail address belongs to, in every organisation or in one. Without --yes it only "
        "says what would be touched. Run it as the owner of the tables or as the worker's role."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--organisation", type=UUID, metavar="ID")
        parser.add_argument(
            "--name",
            action="append",
            metavar="NAME",
            help="replace this name in every text (else those that nobody else here has); one that an "
            "account, an offer or a contact gives the address",
        )
        parser.add_argument("--reason", default="")
        parser.add_argument(
            "--files", action="store_true", help="delete files of evidence they added"
        )
        parser.add_argument(
            "--keep-reports",
            action="store_true",
            help="keep reports that may show them",
        )
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Organisation.objects.order_by("name")
        if options["organisation"]:
            found = found.filter(pk=options["organisation"])
        known = [
            (one, person)
            for one in found
            if (person := person_in(one, options["address"]))
        ]
        if not known:
            raise CommandError("Nothing is held about this address.")
        confirmed = {name for _one, person in known for name in person.confirmed}
        if not set(options["name"] or ()) <= confirmed:
            raise CommandError(str(NotTheirName()))
        for organisation, person in known:
            wanted = options["name"] or person.plain
            names = [name for name in wanted if name in person.confirmed]
            if options["yes"]:
                self._erase(organisation, options, names)
                continue
            held = held_about(person, names)
            self.stdout.write(f"{organisation.name} ({organisation.pk})")
            for model in held.models:
                self.stdout.write(
                    f"  {len(held.ids(model)):6} {about(model).label_lower}"
                )
            self.stdout.write(f"  {len(held.entries):6} audit.auditentry")
            self.stdout.write(f"  {len(held.reports):6} files of reports")
            self.stdout.write(f"  {len(held.copies):6} files of copies")
            self.stdout.write(f"  {len(held.files):6} files they added")
            if is_under_hold(person, held):
                self.stdout.write("  Under a hold: not erased before it is lifted.")
        if not options["yes"]:
            self.stdout.write("Nothing was changed. Add --yes to erase.")

    def _erase(
        self, organisation: Organisation, options: dict[str, Any], names: Any
    ) -> None:
        try:
            asked = ask_to_erase(
                organisation,
                options["address"],
                names=names,
                reports=not options["keep_reports"],
                files=options["files"],
                reason=options["reason"],
                by=None,
            )
        except PrivacyError as error:
            raise CommandError(f"{organisation.name}: {error}") from error
        done = erase(asked)
        if done.state != ErasureState.DONE:
            raise CommandError(f"{organisation.name}: it failed.")
        rows = sum(done.counts.values())
        self.stdout.write(f"{organisation.name}: {done.label}, {rows} rows.")
