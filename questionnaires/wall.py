"""What stands between responses besides this package: nothing, or the installation's wall.

Where the database itself looks at every row, it must be told whose rows are meant. The class
that the setting ``QUESTIONNAIRE_WALL`` names does that; without one nothing happens.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


class Wall(Protocol):
    """What an installation is told."""

    @staticmethod
    def keep_to(*response_ids: UUID, asker: UUID | None = None) -> None:
        """The rest of this request is about one response, and those it belongs to; ``asker``
        is the tenant that asked."""

    @staticmethod
    def within(
        *response_ids: UUID, asker: UUID | None = None
    ) -> AbstractContextManager[None]:
        """What is done inside is about one response, and those it belongs to."""

    @staticmethod
    def within_tenant(tenant: UUID) -> AbstractContextManager[None]:
        """What is done inside is about all that one tenant asked."""

    @staticmethod
    def everything(reason: str) -> AbstractContextManager[None]:
        """What is done inside may concern anybody, for a reason in plain words."""

    @staticmethod
    def tenant() -> UUID | None:
        """The only tenant whose rows are shown now; None where there may be others, or where
        some rows do not name theirs yet."""


class NoWall:
    """Nothing stands between responses but the code."""

    @staticmethod
    def keep_to(*_response_ids: UUID, **_named: UUID | None) -> None:
        return

    @staticmethod
    def within(
        *_response_ids: UUID, **_named: UUID | None
    ) -> AbstractContextManager[None]:
        return nullcontext()

    @staticmethod
    def within_tenant(_tenant: UUID) -> AbstractContextManager[None]:
        return nullcontext()

    @staticmethod
    def everything(_reason: str) -> AbstractContextManager[None]:
        return nullcontext()

    @staticmethod
    def tenant() -> UUID | None:
        return None


@cache
def wall() -> Wall:
    """The wall of this installation."""
    named = getattr(settings, "QUESTIONNAIRE_WALL", "")
    found: Wall = import_string(named) if named else NoWall
    return found
