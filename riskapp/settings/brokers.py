"""What a broker needs, by its kind: Valkey (or Redis), or RabbitMQ."""

from __future__ import annotations

from typing import Any

CONNECTS_WITHIN = 0.5


def of_transport(url: str) -> dict[str, Any]:
    """Options of the transport to a broker: how long a connection is waited for, and that
    RabbitMQ confirms what it took. A message is queued only then."""
    if is_rabbitmq(url):
        return {"connect_timeout": CONNECTS_WITHIN, "confirm_publish": True}
    return {"socket_connect_timeout": CONNECTS_WITHIN}


def is_rabbitmq(url: str) -> bool:
    return url.partition("://")[0] in ("amqp", "amqps", "pyamqp")
