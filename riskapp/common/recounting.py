"""Commands that compare stored totals with what they count."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser


class RecountCommand(BaseCommand):
    """Counts anew what differs, or only says so with ``--check``."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; end with status 1 where something differs",
        )

    def tell(self, summary: str, *, is_fault: bool) -> None:
        """Say what was found; ``is_fault``: something differs, and was left as it is."""
        if is_fault:
            raise CommandError(summary)
        self.stdout.write(summary)
