"""The cache: JSON in Valkey, and while Valkey is away, in a table of the database.

What lies in the cache is limits and tries, so it must neither be trusted (whoever reaches
the server can write there) nor be missing: sign-in goes on, and is limited all the same.
"""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

# After a failure nobody asks the server again for so long: a host that swallows every
# packet would cost each page the whole time it is waited for.
RESTS_SECONDS = 5

logger = logging.getLogger(__name__)
_rests_until: dict[str, float] = {}


class JSONSerializer:
    """What the cache writes and reads; numbers stay as they are, so that Valkey can count."""

    def dumps(self, value: object) -> int | str:
        return value if type(value) is int else json.dumps(value)

    def loads(self, data: bytes | str) -> Any:
        return json.loads(data)


class SurvivingCache(RedisCache):
    """Django's cache in Valkey; what Valkey cannot do now, the database does."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = params.get("OPTIONS", {})
        serializer = options.get("serializer", JSONSerializer)
        super().__init__(
            server, params | {"OPTIONS": options | {"serializer": serializer}}
        )
        self._server = str(server)
        self._rows = StoredCache(params)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(self._do("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return self._do("get", key, default, version)
        except ValueError:  # not ours: we write JSON
            logger.warning("A value in the cache is no JSON and is left aside.")
            return default

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._do("set", key, value, timeout, version)

    def touch(
        self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._do("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._do("delete", key, version))

    def get_many(
        self, keys: Iterable[Any], version: int | None = None
    ) -> dict[Any, Any]:
        found = {key: self.get(key, self, version) for key in keys}
        return {key: value for key, value in found.items() if value is not self}

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._do("has_key", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._do("incr", key, delta, version))

    def set_many(
        self,
        data: Mapping[Any, Any],
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[Any]:
        return list(self._do("set_many", data, timeout, version) or [])

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        self._do("delete_many", list(keys), version)

    def clear(self) -> None:
        self._do("clear")

    def _do(self, operation: str, *given: Any) -> Any:
        if _rests_until.get(self._server, 0) <= time.monotonic():
            try:
                return getattr(super(), operation)(*given)
            except redis.RedisError as error:
                _rests_until[self._server] = time.monotonic() + RESTS_SECONDS
                logger.warning(
                    "The cache is away (%s); the database keeps count.",
                    type(error).__name__,
                )
        return getattr(self._rows, operation)(*given)


class StoredCache(BaseCache):
    """A cache in a table of the database, for every process alike."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._serializer = JSONSerializer()

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        made = self.make_and_validate_key(key, version)
        with transaction.atomic():
            _rows().filter(_ended(), key=made).delete()
            _row, is_new = _rows().get_or_create(
                key=made, defaults=self._kept(value, timeout)
            )
        return is_new

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        made = self.make_and_validate_key(key, version)
        found = _rows().exclude(_ended()).filter(key=made).values_list("value").first()
        return default if found is None else self._serializer.loads(found[0])

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        made = self.make_and_validate_key(key, version)
        _rows().update_or_create(key=made, defaults=self._kept(value, timeout))

    def touch(
        self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        made = self.make_and_validate_key(key, version)
        rows = _rows().exclude(_ended()).filter(key=made)
        return bool(rows.update(ends_at=self._end(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version)
        return bool(_rows().filter(key=made).delete()[0])

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        made = self.make_and_validate_key(key, version)
        with transaction.atomic():
            rows = _rows().exclude(_ended()).filter(key=made)
            row = rows.select_for_update().first()
            if row is None:
                raise ValueError(f"Key “{key}” not found")
            count = int(row.value) + delta
            row.value = str(count)
            row.save(update_fields=["value"])
        return count

    def clear(self) -> None:
        _rows().all().delete()

    def _kept(self, value: Any, timeout: Any) -> dict[str, Any]:
        return {
            "value": str(self._serializer.dumps(value)),
            "ends_at": self._end(timeout),
        }

    def _end(self, timeout: Any) -> datetime.datetime | None:
        end = self.get_backend_timeout(timeout)
        return (
            None if end is None else datetime.datetime.fromtimestamp(end, datetime.UTC)
        )


def forget_stored_values() -> int:
    """Delete what was kept in the database and has ended; returns how much."""
    return int(_rows().filter(_ended()).delete()[0])


def _ended() -> Q:
    return Q(ends_at__lte=timezone.now())


def _rows() -> QuerySet[Any]:
    from riskapp.common.models import StoredValue  # the cache is made before the models

    return QuerySet(StoredValue)
