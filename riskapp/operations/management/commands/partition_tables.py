"""``manage.py partition_tables``: tables that grow, in partitions by organisation."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from riskapp.audit.queries import chains, first_broken_link
from riskapp.common.postgres.base import SPREAD
from riskapp.operations.actions import (
    Layout,
    fill_some,
    layouts,
    look_over,
    pin_functions,
    put_into_partitions,
)


class Command(BaseCommand):
    help = (
        "Put the tables that grow into partitions by the hash of their organisation, one after "
        "the other, each in a transaction of its own: pages that use it wait. What is done is "
        "not done again. Run it as the owner of the tables, after a backup, in a quiet hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing: read every row, say how each table is kept, and exit with 1 "
            "where a row names no organisation or another one than its own",
        )
        parser.add_argument(
            "--table", choices=SPREAD, help="only this one; default: all of them"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = [options["table"]] if options["table"] else list(SPREAD)
        if not options["check"]:
            for table in wanted:
                self._put(table)
            pin_functions()
        found = layouts(wanted, proven=True)
        for one in found:
            self.stdout.write(_described(one))
        faults = [one.table for one in found if one.strange or one.unnamed]
        if faults:
            raise CommandError(
                f"Rows that do not name their organisation: {', '.join(faults)}."
            )

    def _put(self, table: str) -> None:
        (before,) = layouts([table])
        if before.is_spread:
            self.stdout.write(f"{table}: is in partitions.")
            return
        megabytes = before.size / 1_000_000
        self.stdout.write(
            f"{table}: {megabytes:.0f} MB, which are needed once more while it is copied."
        )
        beyond: int | None = 0
        while beyond is not None:
            beyond = fill_some(table, beyond)
        began = time.monotonic()
        with transaction.atomic():
            rows = put_into_partitions(table)
            # The table there was is gone only once this holds.
            if table == "audit_auditentry":
                self._prove_trail()
        took = time.monotonic() - began
        look_over(table)
        self.stdout.write(
            f"{table}: {rows} rows copied and proven; closed for {took:.1f} s."
        )

    def _prove_trail(self) -> None:
        broken = [str(chain) for chain in chains() if first_broken_link(chain)]
        if broken:
            raise CommandError(
                f"Nothing was changed: the audit trail of {', '.join(broken)} does not hold."
            )
        self.stdout.write("Every link of the audit trail holds.")


def _described(one: Layout) -> str:
    kept = f"{one.parts} partitions" if one.is_spread else "one table"
    named = "proven by the database" if one.is_filled else "not filled in to the end"
    return (
        f"{one.table}: {kept}, {one.rows} rows, {one.size / 1_000_000:.1f} MB; organisation {named},"
        f" missing in {one.unnamed}, another one in {one.strange}."
    )
