"""``manage.py verify_backup PATH``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.operations.files import BackupFault, verify_backup


class Command(BaseCommand):
    help = "Prove that a backup is whole and unchanged. Exits with 1 and names what is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = verify_backup(options["path"])
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Whole: {found.files} files, made {found.made_at}")
