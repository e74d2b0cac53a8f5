"""``manage.py database_roles``: the SQL for separate roles, or its run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from riskapp.operations.actions import Roles, apply_roles, role_statements


class Command(BaseCommand):
    help = (
        "Print the SQL that makes roles for web, worker and readers, or run it (--apply), as the "
        "owner of the tables. Run it again after each migrate."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="run it")
        parser.add_argument("--web", default=Roles().working[0])
        parser.add_argument("--worker", default=Roles().working[1])
        parser.add_argument("--read", default=Roles().reading)

    def handle(self, *_args: Any, **options: Any) -> None:
        roles = Roles((options["web"], options["worker"]), options["read"])
        if options["apply"]:
            apply_roles(roles)
            self.stdout.write("Done. Give each role a password with \\password.")
            return
        for statement in role_statements(roles):
            self.stdout.write(f"{statement};")
