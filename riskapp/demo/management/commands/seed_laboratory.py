"""Seed a laboratory."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskapp.common.logs import warnings_only
from riskapp.demo.actions.laboratory import (
    NotHere,
    Size,
    require_place,
    seed_laboratory,
)


class Command(BaseCommand):
    help = (
        "Make organisations of a wanted size, to measure in and to take pictures of: the same"
        " every time for the same seed. Refuses a database with organisations of real people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Size()
        parser.add_argument("--organisations", type=int, default=usual.organisations)
        parser.add_argument(
            "--first", type=int, default=usual.first, help="number of the first of them"
        )
        parser.add_argument("--vendors", type=int, default=usual.vendors)
        parser.add_argument("--cycles", type=int, default=usual.cycles)
        parser.add_argument("--seed", type=int, default=usual.seed)
        parser.add_argument(
            "--lives", type=int, default=usual.lives, help="how many different vendors"
        )
        parser.add_argument(
            "--into", default="", help="the name of this database, where it is refused"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        size = Size(
            **{
                name: options[name]
                for name in (
                    "organisations",
                    "first",
                    "vendors",
                    "cycles",
                    "lives",
                    "seed",
                )
            }
        )
        began = time.monotonic()
        try:
            require_place(options["into"])
            with warnings_only():
                made = seed_laboratory(size)
        except NotHere as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(made)} organisations with {size.vendors} vendors each, in"
            f" {time.monotonic() - began:.0f} s. Sign in as analyst@laboratory-{size.first}.example"
            " with the password of the demo."
        )
