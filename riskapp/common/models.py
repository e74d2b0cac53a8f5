"""What belongs to no package: what the product remembers of itself."""

from __future__ import annotations

from django.db import models


class StoredValue(models.Model):
    """A value of the cache while Valkey is away."""

    key = models.CharField(max_length=300, primary_key=True)
    value = models.TextField()
    ends_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class Waiting(models.Model):
    """A task that could not be queued because the broker was away."""

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=list)
    named = models.JSONField(default=dict)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return self.task
