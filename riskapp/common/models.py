"""What belongs to no package: what the product remembers of itself."""

from __future__ import annotations

import secrets

from django.db import models


def new_id() -> str:
    """Twelve letters and digits that no other installation has."""
    return secrets.token_hex(6)


class Installation(models.Model):
    """This installation; there is one row. Its files lie under ``name``."""

    name = models.CharField(max_length=32, default=new_id)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


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


class Heartbeat(models.Model):
    """When something was last heard of the worker, the clock or a proof of the chain."""

    who = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.who


class Turn(models.Model):
    """Which of several clocks acts until when, and when it last ran what; there is one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    holder = models.CharField(max_length=60)
    ends_at = models.DateTimeField()
    ran = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.holder
