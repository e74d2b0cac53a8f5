"""What a broker needs, by its kind."""

import pytest

from riskapp.settings.brokers import is_rabbitmq, of_transport


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://:secret@valkey:6379/0", False),
        ("rediss://:secret@valkey:6379/0", False),
        ("amqp://riskapp:secret@rabbit/riskapp", True),
        ("amqps://riskapp:secret@rabbit/riskapp", True),
    ],
)
def test_rabbitmq_is_known_by_its_address(url, expected):
    assert is_rabbitmq(url) is expected
    assert of_transport(url).get("confirm_publish", False) is expected
