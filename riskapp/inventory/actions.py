"""Keeping the register of tools."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.models import Response
from questionnaires.queries import answer_sets_of
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import corrections_at, tools_in
from riskapp.vendors.models import Engagement


class ToolListing(NamedTuple):
    """A submitted response whose tools are to be listed; ``overlay`` are the lines that lie
    over its answers, as a score keeps them, and ``plain`` the answers themselves, where they were
    read already."""

    engagement: Engagement
    response: Response
    overlay: Sequence[Mapping[str, Any]] = ()
    plain: AnswerSet | None = None


@transaction.atomic
def keep_tools(listings: Sequence[ToolListing]) -> int:
    """List the tools of responses in place of their engagements' earlier ones; what counts is
    listed, with what the vendor said beside it.

    Returns how many are listed now. A response that was submitted before the one that is
    listed changes nothing, and doing it twice is the same as once. The statements are as many
    for one as for hundreds, and none for none.
    """
    if not listings:
        return 0
    engagements = {
        one.pk: one
        for one in Engagement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in={listing.engagement.pk for listing in listings})
        .order_by("pk")
    }
    due = _due(listings, engagements)
    Tool.objects.filter(engagement__in=due).delete()
    answer_sets = {
        listing.response.pk: listing.plain for listing in due.values() if listing.plain
    }
    others = [one.response for one in due.values() if one.plain is None]
    answer_sets |= answer_sets_of(others) if others else {}
    made = Tool.objects.bulk_create(
        Tool(
            organisation_id=engagement.organisation_id,
            vendor_id=engagement.vendor_id,
            engagement=engagement,
            response=listing.response,
            **fields,
        )
        for engagement, listing in (
            (engagements[pk], listing) for pk, listing in due.items()
        )
        for fields in _fields(answer_sets[listing.response.pk], listing.overlay)
    )
    older = [pk for pk in engagements if pk not in due]
    kept = Tool.objects.filter(engagement__in=older).count() if older else 0
    return len(made) + kept


def _due(
    listings: Iterable[ToolListing], engagements: Collection[UUID]
) -> dict[UUID, ToolListing]:
    """By engagement, the newest of its listings that is not older than what is listed."""
    newest = dict(
        Tool.objects.filter(engagement__in=engagements)
        .order_by("engagement_id", "-response__submitted_at")
        .distinct("engagement_id")
        .values_list("engagement_id", "response__submitted_at")
    )
    due: dict[UUID, ToolListing] = {}
    for listing in listings:
        submitted, listed = (
            listing.response.submitted_at,
            newest.get(listing.engagement.pk),
        )
        if submitted is not None and (listed is None or listed <= submitted):
            newest[listing.engagement.pk] = submitted
            due[listing.engagement.pk] = listing
    return due


def _fields(
    plain: AnswerSet, overlay: Sequence[Mapping[str, Any]]
) -> Iterable[dict[str, Any]]:
    answer_set = lay_over(plain, overlay_of_data([dict(row) for row in overlay]))
    return tools_in(answer_set, corrections_at(answer_set, overlay))
