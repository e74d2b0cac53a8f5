"""Publish a questionnaire document."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from questionnaires.actions.publishing import publish
from questionnaires.document.errors import DocumentError
from questionnaires.document.extending import extension
from questionnaires.errors import VersionTaken


class Command(BaseCommand):
    help = "Publish a questionnaire from a YAML file, or the one that is shipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        path = options["file"] or extension().core
        if path is None:
            raise CommandError("Name a file: no questionnaire is shipped.")
        try:
            version = publish(path)
        except (DocumentError, VersionTaken) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"Published: {version}")
