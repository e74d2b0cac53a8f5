"""Production starts with all it needs, or says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from riskapp.settings.environment import NEEDED, Env, faults_of_production

ROOT = Path(__file__).resolve().parents[3]
WHOLE = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "DATABASE_URL": "postgres://u:p@db/riskapp",
    "REDIS_URL": "redis://:secret@broker/0",
    "EMAIL_URL": "smtp+tls://u:p@mail:587",
    "PUBLIC_URL": "https://risk.example",
    "ALLOWED_HOSTS": "risk.example",
}

OPTIONAL = ("BROKER_WITHOUT_PASSWORD", "BROKER_URL", "DATABASE_POOLED", "DATABASE_ROLE")


@pytest.fixture
def variables(monkeypatch):
    for name in (*NEEDED, *OPTIONAL):
        monkeypatch.delenv(name, raising=False)

    def give(**given):
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return faults_of_production(Env())

    return give


def manage(*words, **given):
    """What a command says in production with these variables alone."""
    own = {
        *NEEDED,
        *WHOLE,
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    }  # the browser tests set the last
    kept = {k: v for k, v in os.environ.items() if k not in own}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "riskapp.settings.production"} | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_with_all_it_needs_it_starts(variables):
    assert variables(**WHOLE) == []


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(variables, name):
    given = {key: value for key, value in WHOLE.items() if key != name}

    (fault,) = variables(**given)

    assert fault.startswith(f"{name} is missing: ")
    assert f"{name}_FILE" in fault


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"PUBLIC_URL": "http://risk.example"}, "must begin with https"),
        ({"PUBLIC_URL": "https://"}, "must begin with https"),
        ({"PUBLIC_URL": "https://example.org/risk/"}, "a host of its own"),
        ({"ALLOWED_HOSTS": "risk.example,*"}, "name the hosts"),
        ({"EMAIL_URL": "consolemail://"}, "names no mail server"),
        ({"EMAIL_URL": "filemail:///tmp/mails"}, "names no mail server"),
        ({"REDIS_URL": "redis://broker/0"}, "has no password"),
        ({"REDIS_URL": "redis://user@broker/0"}, "has no password"),
    ],
)
def test_what_cannot_be_is_refused(variables, given, words):
    (fault,) = variables(**WHOLE | given)

    assert words in fault


def test_a_broker_without_a_password_has_to_be_allowed_by_name(variables):
    given = WHOLE | {"REDIS_URL": "redis://broker/0"}

    assert variables(**given, BROKER_WITHOUT_PASSWORD="true") == []


def test_another_broker_has_a_password_too(variables):
    assert variables(**WHOLE, BROKER_URL="amqp://riskapp:secret@rabbit/riskapp") == []

    (fault,) = variables(**WHOLE, BROKER_URL="amqp://rabbit/riskapp")

    assert fault.startswith("BROKER_URL has no password")


def test_a_pool_keeps_no_role(variables):
    (fault,) = variables(**WHOLE, DATABASE_POOLED="true", DATABASE_ROLE="riskapp_web")

    assert fault.startswith("DATABASE_ROLE cannot be kept")


@pytest.mark.parametrize("name", NEEDED)
def test_every_secret_may_stand_in_a_file(variables, name, tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{WHOLE[name]}\n")
    given = {key: value for key, value in WHOLE.items() if key != name}

    assert variables(**given, **{f"{name}_FILE": str(file)}) == []
    assert Env()(name) == WHOLE[name]


def test_a_file_that_is_not_there_is_named(variables, monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")

    with pytest.raises(ImproperlyConfigured, match="/nowhere/key"):
        variables(**WHOLE)


def test_a_command_names_everything_at_once_and_starts_nothing(tmp_path):
    done = manage("check", RISKAPP_DATA=str(tmp_path / "data"))

    assert done.returncode == 1
    assert [name for name in NEEDED if f"{name} is missing" not in done.stderr] == []
    assert not (tmp_path / "data" / "postgres").exists()
    assert not (tmp_path / "data" / "valkey").exists()


def test_the_runner_for_one_machine_refuses_production(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "riskapp.run"],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "riskapp.settings.production",
            "RISKAPP_DATA": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "which production never does" in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_deployment_check_knows_our_own_settings(tmp_path):
    done = manage("check", "--deploy", **WHOLE, RISKAPP_DATA=str(tmp_path))

    assert "DEFAULT_FROM_EMAIL" not in done.stdout
    assert "riskapp.E004" in done.stderr  # mails from riskapp@localhost
    assert "TRUSTED_PROXIES is 0" in done.stderr
    assert "CLAMAV_HOST" in done.stderr

    done = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **WHOLE,
        RISKAPP_DATA=str(tmp_path),
        DEFAULT_FROM_EMAIL="riskapp <risk@risk.example>",
        TRUSTED_PROXIES="1",
        CLAMAV_HOST="scanner",
        AUDIT_ANCHOR_MAIL="audit@elsewhere.example",
    )
    assert done.returncode == 0, done.stderr


def test_a_link_to_a_host_that_is_refused_is_an_error(tmp_path):
    given = WHOLE | {"PUBLIC_URL": "https://other.example"}

    done = manage("check", "--deploy", **given, RISKAPP_DATA=str(tmp_path))

    assert done.returncode == 1
    assert "riskapp.E002" in done.stderr
