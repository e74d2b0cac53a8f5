"""The API with 10,000 vendors: a page of every list, and webhooks delivered by two workers.

As a role that the second wall holds off. ``BENCH_VENDORS`` makes it larger or smaller.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from bench import Result, measured
from bench.database import ROLE, backend_seconds, make_role, on_a_database

VENDORS = int(os.environ.get("BENCH_VENDORS", "10000"))
LABORATORY = 1
MOST_MILLISECONDS, MOST_STATEMENTS, RUNS = 50, 6, 7
LISTS = (
    "vendors", "engagements", "assessments", "scores", "findings",
    "findings?state=open&severity=critical", "decisions", "tools", "reports", "audit",
    "audit/events?format=ocsf",
)  # fmt: skip
MESSAGES, WORKERS, LEAST_A_SECOND = 2000, 2, 200


@on_a_database
def results() -> Iterator[Result]:
    from riskapp.demo.actions.laboratory import Size, seed_laboratory

    seed_laboratory(Size(vendors=VENDORS, first=LABORATORY, cycles=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    token, webhook = _allowed()
    make_role()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    connection.learn_role()
    yield from _read(token)
    yield from _told(webhook)


def _allowed() -> tuple[str, Any]:
    """A token with every scope, and a webhook of the same organisation."""
    from riskapp.accounts.choices import Role
    from riskapp.accounts.models import Membership
    from riskapp.machines.actions.clients import make_client, make_secret
    from riskapp.machines.actions.tokens import issue_token
    from riskapp.machines.actions.webhooks import make_webhook
    from riskapp.machines.choices import ApiScope

    membership = Membership.objects.select_related("organisation", "user").get(
        user__email=f"procurement@laboratory-{LABORATORY}.example"
    )
    membership.roles = [Role.ANALYST, Role.AUDITOR]
    membership.save()
    user, organisation = membership.user, membership.organisation
    client = make_client(
        organisation,
        name="Bench",
        purpose="To measure.",
        scopes=ApiScope.values,
        owner=user,
        by=user,
    )
    token = issue_token(str(client.pk), make_secret(client, by=user)).text
    webhook, _secret = make_webhook(
        organisation, name="Bench", url="http://127.0.0.1/", kinds=["vendor"], by=user
    )
    return token, webhook


def _read(token: str) -> Iterator[Result]:
    from django.test import Client

    client, headers = Client(), {"Authorization": f"Bearer {token}"}
    gc.collect()
    gc.freeze()  # as a web server does before the first page
    most = 0
    for name in LISTS:
        address = f"/api/v1/{name}"
        for _warm in range(3):
            reply = client.get(address, headers=headers)
            assert reply.status_code == 200, (address, reply.content)
        walls, processors = [], []
        for _run in range(RUNS):
            start, used, there = (
                time.perf_counter(),
                time.process_time(),
                backend_seconds(),
            )
            client.get(address, headers=headers)
            walls.append((time.perf_counter() - start) * 1000)
            spent = time.process_time() - used + backend_seconds() - there
            processors.append(spent * 1000)
        yield measured(
            f"API: {name}, {VENDORS:,} vendors",
            walls,
            "ms",
            MOST_MILLISECONDS,
            processor=statistics.median(processors),
        )
        with CaptureQueriesContext(connection) as asked:
            client.get(address, headers=headers)
        most = max(most, len(asked))
    yield measured("API: statements of a list", [most], "", MOST_STATEMENTS)


def _told(webhook: Any) -> Iterator[Result]:
    """Two processes send what a worker would; somebody else's server takes it."""
    from riskapp.common.wall import in_organisation
    from riskapp.machines.models import Webhook, WebhookMessage

    context = multiprocessing.get_context("fork")
    port, taken = context.Value("i", 0), context.Value("i", 0)
    connections.close_all()
    server = context.Process(target=_serve, args=(port, taken), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    with in_organisation(webhook.organisation_id):
        Webhook.objects.update(url=f"http://127.0.0.1:{port.value}/")
        WebhookMessage.objects.bulk_create(
            WebhookMessage(
                organisation_id=webhook.organisation_id,
                webhook=webhook,
                entry=number,
                kind="vendor.vendor-changed",
                body='{"type": "vendor.vendor-changed"}',
            )
            for number in range(MESSAGES)
        )
        keys = [str(pk) for pk in WebhookMessage.objects.values_list("pk", flat=True)]
    connections.close_all()
    shares = [keys[at::WORKERS] for at in range(WORKERS)]
    start = time.perf_counter()
    spent = [context.Value("d", 0.0) for _share in shares]
    workers = [
        context.Process(target=_deliver, args=each)
        for each in zip(shares, spent, strict=True)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    server.terminate()
    assert taken.value == MESSAGES, taken.value
    yield Result(
        f"webhooks delivered a second by {WORKERS} workers",
        *[MESSAGES / seconds] * 3,
        "/s",
        LEAST_A_SECOND,
        1,
        # What they would deliver if each had a processor of its own.
        processor=MESSAGES * WORKERS / sum(one.value for one in spent),
        is_floor=True,
    )


def _deliver(keys: list[str], spent: Any) -> None:
    from django.conf import settings

    from riskapp.machines.tasks import deliver

    settings.SSO_ALLOWS_HTTP = True
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    connection.learn_role()
    used, there = time.process_time(), backend_seconds()
    for key in keys:
        deliver(key)
    spent.value = time.process_time() - used + backend_seconds() - there


def _serve(port: Any, taken: Any) -> None:
    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with taken.get_lock():
                taken.value += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing of it is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    port.value = server.server_port
    server.serve_forever()
