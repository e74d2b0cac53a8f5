"""Whether a connection to the database still stands, seen without asking."""

import pytest
from django.db import connection

from tests.conftest import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """A connection beside the one of the test."""
    found = connection.copy()
    found.connect()
    yield found
    found.close()


def test_one_that_rests_stands(other):
    assert other.is_usable()


def test_one_whose_server_went_away_does_not(other):
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid]
        )

    assert not other.is_usable()


def test_one_with_a_statement_left_halfway_does_not(other):
    """As a task leaves it whose time ran out while the database worked."""
    other.connection.pgconn.send_query(b"SELECT pg_sleep(1)")

    assert not other.is_usable()


def test_one_whose_transaction_failed_does_not(other):
    other.set_autocommit(False)
    with pytest.raises(Exception, match="division by zero"), other.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")

    assert not other.is_usable()
