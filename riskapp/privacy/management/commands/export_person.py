"""``manage.py export_person``: everything that is held about whoever an address belongs to."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.accounts.models import Organisation
from riskapp.privacy.actions.giving import give_out
from riskapp.privacy.queries.addresses import person_in


def _for_oneself(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Command(BaseCommand):
    help = (
        "Write everything that is held about whoever an e-mail address belongs to, as JSON: for every "
        "organisation, or for one. The audit trail of each says that it was given out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--organisation", type=UUID, metavar="ID")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="else to the screen"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Organisation.objects.order_by("name")
        if options["organisation"]:
            found = found.filter(pk=options["organisation"])
        given = [
            give_out(one, person, by=None)
            for one in found
            if (person := person_in(one, options["address"]))
        ]
        if not given:
            raise CommandError("Nothing is held about this address.")
        text = json.dumps(given, ensure_ascii=False, indent=2) + "\n"
        if options["output"] is None:
            sys.stdout.write(text)
            return
        with open(
            options["output"], "w", encoding="utf-8", opener=_for_oneself
        ) as file:
            os.fchmod(file.fileno(), 0o600)  # it may have been there before
            file.write(text)
        self.stdout.write(f"{options['output']}: {len(given)} organisations.")
