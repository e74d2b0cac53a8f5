"""A pytest plugin: real PostgreSQL and Valkey before Django reads its settings.

Loaded with ``-p tests.services``; workers of pytest-xdist inherit the addresses.
"""

import os

from riskapp.embedded import data_directory, ensure_services

if "PYTEST_XDIST_WORKER" not in os.environ:
    ensure_services(data_directory() / "test")
