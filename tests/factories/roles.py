"""Roles of the database for a test, gone with its transaction."""

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from riskapp.operations.actions import Roles, apply_roles


def make_roles(roles: Roles) -> None:
    """Make roles in the transaction of the test. PostgreSQL looks through its tables by itself
    at times: then each waits for the other, and this one begins again."""
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                apply_roles(roles)
        except OperationalError as error:
            if is_last or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return
