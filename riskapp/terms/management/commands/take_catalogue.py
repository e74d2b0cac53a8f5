"""Take a newer catalogue of AI tools from a signed file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskapp.terms.actions.taking import take_catalogue
from riskapp.terms.choices import MOST_BYTES
from riskapp.terms.errors import CatalogueRefused
from riskapp.terms.models import PublishedChange


class Command(BaseCommand):
    help = "Take a newer catalogue of AI tools from a signed file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            made = take_catalogue(content, by=None, actor_label="take_catalogue")
        except CatalogueRefused as error:
            raise CommandError(str(error)) from error
        count = PublishedChange.objects.filter(file=made).count()
        self.stdout.write(f"Version {made.version} counts now: {count} changes.")
