"""Publish a questionnaire document."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from questionnaires.actions.publishing import CORE, publish
from questionnaires.document.errors import DocumentError
from questionnaires.errors import VersionTaken


class Command(BaseCommand):
    help = "Publish a questionnaire from a YAML file, or the core questionnaire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=CORE)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            version = publish(options["file"])
        except (DocumentError, VersionTaken) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"Published: {version}")
