"""Reads about vendors.

Assessments lie above this package, so they are reached by name, as plain values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from riskapp.accounts.models import User
from riskapp.vendors.models import Engagement, Vendor

_SCORE = "assessments__score__"


def listed(user: User) -> QuerySet[Vendor]:
    """The vendors a person may see, by name, with how much work each does."""
    return (
        Vendor.objects.visible_to(user)
        .annotate(engagement_count=Count("engagements"))
        .order_by("name", "pk")
    )


def newest_results(vendors: Iterable[Vendor]) -> dict[UUID, dict[str, Any]]:
    """The newest score of each vendor: rating, residual, when. One query for any number."""
    rows = (
        Engagement.objects.filter(
            vendor__in=list(vendors), assessments__score__isnull=False
        )
        .order_by("vendor", f"-{_SCORE}created_at")
        .distinct("vendor")
        .values_list(
            "vendor",
            f"{_SCORE}rating",
            f"{_SCORE}residual",
            f"{_SCORE}created_at",
            "assessments",
        )
    )
    return {
        vendor: {"rating": rating, "residual": residual, "at": at, "assessment": pk}
        for vendor, rating, residual, at, pk in rows
    }


def work_of(vendor: Vendor) -> list[dict[str, Any]]:
    """The vendor's engagements, each with its assessments, newest first; two queries."""
    engagements = list(Engagement.objects.filter(vendor=vendor).order_by("name"))
    assessments: dict[UUID, list[dict[str, Any]]] = {}
    rows = (
        Engagement.objects.filter(vendor=vendor, assessments__isnull=False)
        .order_by("-assessments__started_at")
        .values_list(
            "pk",
            "assessments",
            "assessments__started_at",
            "assessments__state",
            "assessments__due_on",
            f"{_SCORE}rating",
            f"{_SCORE}residual",
        )
    )
    names = ("pk", "started_at", "state", "due_on", "rating", "residual")
    for engagement, *values in rows:
        found = dict(zip(names, values, strict=True))
        assessments.setdefault(engagement, []).append(found)
    return [
        {"engagement": engagement, "assessments": assessments.get(engagement.pk, [])}
        for engagement in engagements
    ]
