"""Views of lists that people keep."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskapp.accounts.models import Organisation, TenantQuerySet, User
from riskapp.lists.choices import ListName


class SavedViewQuerySet(TenantQuerySet["SavedView"]):
    """Saved views, filtered in words."""

    def offered_to(self, user: User) -> SavedViewQuerySet:
        """A person's own views, and what colleagues share."""
        found: SavedViewQuerySet = self.visible_to(user).filter(  # type: ignore[assignment]  # stays a SavedViewQuerySet
            Q(owner=user) | Q(is_shared=True)
        )
        return found


class SavedView(models.Model):
    """Filters and sorting of a list under a name; ``query`` is the query string.

    A shared view is offered to every member of the organisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    list = models.CharField(max_length=40, choices=ListName)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False)

    objects: ClassVar[SavedViewQuerySet] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "owner", "list", "name"],
                name="saved_view_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        address = reverse(self.list)
        return f"{address}?{self.query}" if self.query else address
