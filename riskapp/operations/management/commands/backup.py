"""``manage.py backup FOLDER``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.operations.files import BackupFault, make_backup


class Command(BaseCommand):
    help = "Write the database, every file a row names and their digests into a new folder below FOLDER."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["folder"])
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        for name in made.missing:
            self.stderr.write(f"Not there any more: {name}")
        self.stdout.write(f"{made.path}  {made.files} files")
        self.stdout.write("SECRET_KEY is not part of it: keep it elsewhere.")
