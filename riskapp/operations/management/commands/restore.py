"""``manage.py restore PATH``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.operations.files import BackupFault, restore_backup


class Command(BaseCommand):
    help = "Bring a backup into an empty database and an empty storage, and prove what came."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = restore_backup(options["path"])
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Restored and proven: {found.files} files.")
        self.stdout.write("Run migrate next, with the SECRET_KEY of the original.")
