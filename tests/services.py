"""A pytest plugin: real PostgreSQL and Valkey before Django reads its settings.

Loaded with ``-p tests.services``; workers of pytest-xdist inherit the addresses.
"""

import os

from riskapp.embedded import data_directory, ensure_services

if "PYTEST_XDIST_WORKER" not in os.environ:
    ensure_services(data_directory() / "test")
else:
    # Each process has a broker and a cache of its own: database 1, 2, … of the same server.
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"
