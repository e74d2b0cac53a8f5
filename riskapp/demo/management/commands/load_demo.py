"""Load the demo portfolio."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from riskapp.common.logs import warnings_only
from riskapp.demo.actions.loading import demo_notes, load_demo


class Command(BaseCommand):
    help = "Make a demo portfolio, once; prints the people and one open vendor link."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with warnings_only():
            load_demo()
        self.stdout.write(demo_notes(settings.PUBLIC_URL))
