"""List the tools of every engagement anew, from its newest submitted response."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from questionnaires.choices import ResponseState
from questionnaires.models import Response
from riskapp.inventory.actions import ToolListing, keep_tools
from riskapp.inventory.models import Tool
from riskapp.vendors.models import Engagement


class Command(BaseCommand):
    help = "Make the register of AI tools anew; can be run at any time, and twice."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django passes them
        newest = (
            Response.objects.filter(
                state=ResponseState.SUBMITTED, assessment__isnull=False
            )
            .order_by("assessment__engagement", "-submitted_at")
            .distinct("assessment__engagement")
            .values_list(
                "assessment__engagement",
                "pk",
                "assessment__score__response",
                "assessment__score__outline__overlay",
            )
        )
        engagements = tools = 0
        for engagement_id, response_id, scored_id, lines in list(newest):
            overlay = lines or () if scored_id == response_id else ()
            engagement = Engagement.objects.get(pk=engagement_id)
            with transaction.atomic():
                Tool.objects.filter(engagement=engagement).delete()
                response = Response.objects.get(pk=response_id)
                tools += keep_tools([ToolListing(engagement, response, overlay)])
            engagements += 1
        self.stdout.write(f"{tools} tools of {engagements} engagements.")
