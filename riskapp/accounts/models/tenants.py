"""Rows that belong to an organisation, and who sees them."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

TenantRow = TypeVar("TenantRow", bound=models.Model)


class TenantQuerySet(models.QuerySet[TenantRow]):
    """Rows that belong to an organisation; ``visible_to`` is the only way a page gets them.

    Whoever asks through a page sees those of the organisation they work in; for work behind
    the pages a person stands for all organisations they belong to.
    """

    def counted_in(self, zone: str) -> Self:
        """What belongs to organisations in a time zone; everything where none is named."""
        return self.filter(organisation__time_zone=zone) if zone else self

    def visible_to(self, user: Any) -> TenantQuerySet[TenantRow]:
        if not user.is_authenticated:
            return self.none()
        if user.is_placed:
            if user.works_in is None:
                return self.none()
            return self.filter(organisation=user.works_in.organisation_id)
        return self.filter(organisation__memberships__user=user)
