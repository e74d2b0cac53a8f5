"""What is counted of each vendor when a transaction ends, counted before that.

Triggers note the vendors that a change touches, and at its end they are counted anew
(``riskapp/dashboards/migrations``). Whoever reads what is counted within a transaction that
changed something asks for it first.
"""

from __future__ import annotations

from django.db import connection


def settle() -> None:
    """Within a transaction, what it changed is counted now and not at its end."""
    if connection.in_atomic_block:
        connection.connection.execute(
            "SET CONSTRAINTS dashboards_settle IMMEDIATE;"
            " SET CONSTRAINTS dashboards_settle DEFERRED"
        )
