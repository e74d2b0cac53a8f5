"""Two that migrate at once, as two containers do that start together."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_safe():
    name = f"{connection.settings_dict['NAME']}_twice"
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        runs = [
            subprocess.Popen(
                [sys.executable, "manage.py", "migrate"],
                cwd=ROOT,
                env=os.environ
                | {
                    "DATABASE_URL": url,
                    "DJANGO_SETTINGS_MODULE": "riskapp.settings.test",
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(2)
        ]
        said = [run.communicate(timeout=240)[0] for run in runs]
    finally:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    assert [run.returncode for run in runs] == [0, 0], said
    assert sum("No migrations to apply" in words for words in said) == 1
    assert sum("waiting for it" in words for words in said) == 1
