"""``manage.py health worker``: for a container or a unit that answers no request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.common.heartbeats import Who, is_alive
from riskapp.operations.queries import readiness


class Command(BaseCommand):
    help = (
        "Exits with 0 when the web, the worker or the clock is well, otherwise with 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", choices=["web", "worker", "clock"])

    def handle(self, *_args: Any, **options: Any) -> None:
        who: str = options["who"]
        if who == "web":
            is_ready, parts = readiness()
            if not is_ready:
                raise CommandError(", ".join(f"{k}: {v}" for k, v in parts.items()))
        elif not is_alive(Who(who)):
            raise CommandError(f"Nothing was heard of the {who} for three minutes.")
        self.stdout.write("ok")
