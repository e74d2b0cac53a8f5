"""``manage.py create_organisation NAME``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskapp.setup.actions import FIRST_LINK_FOR, create_organisation, first_url
from riskapp.setup.errors import HasMembers


class Command(BaseCommand):
    help = "Make an organisation and print the link for its first administrator; again, while nobody works in it, a new link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            organisation, token = create_organisation(options["name"])
        except HasMembers as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Organisation: {organisation}")
        self.stdout.write(
            f"The first administrator opens this link, once, within {FIRST_LINK_FOR.days} days:"
        )
        self.stdout.write(first_url(token))
