"""``manage.py record_of_processing``: what is done with personal data, as it is set up here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from riskapp.accounts.models import Organisation
from riskapp.privacy.choices import RetentionKind
from riskapp.privacy.queries.processing import (
    activities,
    measures,
    periods_in_words,
    recipients,
)


class Command(BaseCommand):
    help = (
        "Print what is done with personal data (purposes, people, data, recipients, measures) and for how "
        "long each organisation keeps it, as Markdown. docs/record-of-processing.md says what to add."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", type=UUID, metavar="ID")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Organisation.objects.order_by("name")
        if options["organisation"]:
            found = found.filter(pk=options["organisation"])
        self._list("Purposes")
        for activity in activities():
            self.stdout.write(f"### {activity.purpose}\n\n- People: {activity.people}")
            self.stdout.write(f"- Data: {activity.data}")
            kept = ", ".join(str(RetentionKind(kind).label) for kind in activity.kinds)
            self.stdout.write(f"- Kept: {activity.until or kept}\n")
        self._list("Recipients", recipients())
        self._list("Measures", measures())
        for organisation in found:
            periods = periods_in_words(organisation)
            self._list(
                f"Periods of {organisation.name}",
                [
                    f"{RetentionKind(kind).label}: {period}"
                    for kind, period in periods.items()
                ],
            )

    def _list(self, title: str, lines: list[str] | None = None) -> None:
        self.stdout.write(f"## {title}\n")
        for line in lines or ():
            self.stdout.write(f"- {line}")
        if lines:
            self.stdout.write("")
