"""``manage.py sweep_stored_files``: what the clock does nightly, on demand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.common.files import TooMuchWouldGo, find_strays, sweep_stored_files


class Command(BaseCommand):
    help = "Move stored files that belong to no row aside; delete what was moved a month ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="only name them")
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="move them even where more than 5 %% of all files would go",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            found = find_strays()
            for storage, name in found.strays:
                self.stdout.write(f"{storage}\t{name}")
            self.stdout.write(f"{len(found.strays)} of {found.files} files")
            return
        try:
            swept = sweep_stored_files(anyway=options["anyway"])
        except TooMuchWouldGo as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{swept.moved} moved aside, {swept.deleted} deleted")
