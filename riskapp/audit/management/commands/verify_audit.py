"""Prove the audit trail: every entry is as it was written, and none is missing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction

from riskapp.audit.queries import anchor_line, chains, faults_against, first_broken_link
from riskapp.audit.queries.proof import ANCHOR
from riskapp.common.heartbeats import Who, beat


class Command(BaseCommand):
    help = (
        "Walk the chain of every organisation. Exits with 1 and names the first broken "
        "link of each. Keep the printed hashes elsewhere: a trail that was written anew "
        "as a whole gives others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            type=Path,
            metavar="FILE",
            help="what this command printed before, or an anchor, kept elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django passes them
        kept = _kept(options["expect"])
        broken = []
        with transaction.atomic():
            # One moment for all of it, while others go on writing.
            if not connection.savepoint_ids:
                _look_at_one_moment()
            for chain in chains():
                fault = first_broken_link(chain)
                if fault is None:
                    self.stdout.write(anchor_line(chain))
                    continue
                entry = f"entry {fault.entry}" if fault.entry else "no entry"
                broken.append(
                    f"{chain}  link {fault.position} ({entry}): {fault.reason}"
                )
            broken += faults_against(kept)
        if broken:
            raise CommandError("\n".join(["The trail is broken:", *broken]))
        with suppress(DatabaseError), transaction.atomic():  # a role that only reads
            beat(Who.PROOF, every=0)
        self.stdout.write(self.style.SUCCESS("Every link holds."))


def _kept(path: Path | None) -> str:
    """The lines that were kept; refuses a file without any, which would prove nothing."""
    if path is None:
        return ""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read.") from error
    if not ANCHOR.search(text):
        raise CommandError(f"{path} holds no line of this command.")
    return text


def _look_at_one_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
