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


@pytest.mark.parametrize("is_pooled", [False, True])
def test_a_pool_keeps_no_cursor_outside_of_a_transaction(other, is_pooled):
    other.settings_dict = {**other.settings_dict, "IS_POOLED": is_pooled}

    with other.chunked_cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 3)")
        with other.cursor() as beside:
            beside.execute("SELECT count(*) FROM pg_cursors WHERE is_holdable")
            assert beside.fetchone()[0] == (0 if is_pooled else 1)
        assert [row[0] for row in cursor.fetchmany(2)] == [1, 2]


def test_inside_of_a_transaction_a_pool_keeps_it(other):
    other.settings_dict = {**other.settings_dict, "IS_POOLED": True}
    other.set_autocommit(False)

    with other.chunked_cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 3)")
        assert cursor.name
        assert len(cursor.fetchmany(2)) == 2
