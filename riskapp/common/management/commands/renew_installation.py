"""``manage.py renew_installation``: make a copy of an installation one of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from riskapp.common.installation import renew_installation


class Command(BaseCommand):
    help = "Give this installation a new id, so that a copy leaves the original's files alone."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(renew_installation())
