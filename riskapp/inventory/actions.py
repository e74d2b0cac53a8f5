"""Keeping the register of tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.models import Response
from questionnaires.queries import answer_set_of
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import corrections_at, tools_in
from riskapp.vendors.models import Engagement


@transaction.atomic
def keep_tools(
    engagement: Engagement,
    response: Response,
    overlay: Sequence[Mapping[str, Any]] = (),
) -> int:
    """List the tools of a submitted response in place of the engagement's earlier ones.

    ``overlay`` are the lines that lie over its answers, as a score keeps them: what counts is
    listed, with what the vendor said beside it. Returns how many there are now. A response that was submitted before the one that is
    listed changes nothing, and doing it twice is the same as once.
    """
    engagement = Engagement.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=engagement.pk
    )
    known = Tool.objects.filter(engagement=engagement).select_related("response")
    first = known.first()
    if response.submitted_at is None or (
        first is not None
        and first.response.submitted_at is not None
        and first.response.submitted_at > response.submitted_at
    ):
        return known.count()
    known.delete()
    answer_set = lay_over(
        answer_set_of(response), overlay_of_data([dict(row) for row in overlay])
    )
    made = Tool.objects.bulk_create(
        Tool(
            organisation_id=engagement.organisation_id,
            vendor_id=engagement.vendor_id,
            engagement=engagement,
            response=response,
            **fields,
        )
        for fields in tools_in(answer_set, corrections_at(answer_set, overlay))
    )
    return len(made)
