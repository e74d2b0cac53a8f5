"""Webhooks: set up, rotated, switched off when nobody answers; what they are told, once."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.common.outgoing import outgoing_session
from riskapp.machines.choices import TOLD_OF, MessageState
from riskapp.machines.errors import TooManyWebhooks
from riskapp.machines.models import Webhook, WebhookMessage

MOST_WEBHOOKS = 20
FORMER_HOURS = 24
# Seconds after each failed try until the next; then the message has failed.
GAPS = (60, 300, 1800, 7200, 18_000, 36_000, 36_000)
# While a worker is sending a message nobody else does; one that died leaves it for then.
SENDING_SECONDS = 60
KEPT = datetime.timedelta(days=30)
# What nobody noted is looked for among so many entries of an organisation, of such an age.
NEWEST = 1000
MISSED_AFTER = datetime.timedelta(minutes=2)
MISSED_FOR = datetime.timedelta(days=1)
GOOD = range(200, 300)


def place_of(url: str) -> str:
    """Of an address what the audit trail may keep: many chats let in whoever knows the rest."""
    parts = urlsplit(url)
    is_whole = not (parts.path.strip("/") or parts.query)
    return f"{parts.scheme}://{parts.netloc}/{'' if is_whole else '…'}"


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@transaction.atomic
def make_webhook(
    organisation: Organisation, *, name: str, url: str, kinds: Collection[str], by: User
) -> tuple[Webhook, str]:
    """Tell an address what happens; with its secret, which is shown now and never again.

    Raises TooManyWebhooks.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.webhooks.count() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    text = new_secret()
    webhook = Webhook.objects.create(
        organisation=organisation,
        name=name,
        url=url,
        kinds=sorted(kinds),
        secret=Webhook.sealed_secret(text),
        made_by=by,
    )
    _count(organisation)
    record(
        "webhook made",
        webhook,
        organisation=organisation,
        by=by,
        after={"url": place_of(url), "kinds": webhook.kinds},
    )
    return webhook, text


@transaction.atomic
def replace_secret(webhook: Webhook, *, by: User) -> str:
    """A new secret, shown now; messages are signed with both for a day."""
    webhook = _locked(webhook)
    text = new_secret()
    webhook.former_secret = webhook.secret
    webhook.former_until = timezone.now() + datetime.timedelta(hours=FORMER_HOURS)
    webhook.secret = Webhook.sealed_secret(text)
    webhook.save(update_fields=["secret", "former_secret", "former_until"])
    record("webhook secret replaced", webhook, organisation=webhook.organisation, by=by)
    return text


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: User) -> None:
    """Tell an address again what happens from now on; one that is told already stays so."""
    webhook = _locked(webhook)
    if webhook.disabled_at is None:
        return
    webhook.disabled_at, webhook.hears_from = None, timezone.now()
    webhook.save(update_fields=["disabled_at", "hears_from"])
    _count(webhook.organisation)
    record("webhook resumed", webhook, organisation=webhook.organisation, by=by)


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: User) -> None:
    """Forget an address with everything that it was told."""
    webhook = _locked(webhook)
    organisation = webhook.organisation
    record(
        "webhook removed",
        webhook,
        organisation=organisation,
        by=by,
        before={"url": place_of(webhook.url), "kinds": webhook.kinds},
    )
    webhook.delete()
    _count(organisation)


@transaction.atomic
def note_messages(entry: AuditEntry) -> list[UUID]:
    """What webhooks are to be told of an entry of the audit trail; the keys of the messages.

    Noted twice it is one message each.
    """
    events = list(_events_of(entry))
    if not events:
        return []
    webhooks = Webhook.objects.filter(
        organisation=entry.organisation_id, disabled_at=None, hears_from__lte=entry.at
    )
    messages = [
        WebhookMessage(
            organisation_id=webhook.organisation_id,
            webhook=webhook,
            entry=entry.pk,
            number=number,
            kind=kind[:100],
            body=body,
        )
        for webhook in webhooks
        for number, of, kind, body in events
        if of in webhook.kinds
    ]
    WebhookMessage.objects.bulk_create(messages, ignore_conflicts=True)
    due = WebhookMessage.objects.filter(entry=entry.pk, state=MessageState.WAITING)
    return list(due.filter(attempts=0).values_list("pk", flat=True))


def note_missed() -> list[UUID]:
    """Note what a process that died between its change and the queue left untold; the keys of
    the messages. Among the newest entries of a day, of organisations that have webhooks."""
    now = timezone.now()
    heard = WebhookMessage.objects.filter(entry=OuterRef("pk")).order_by()
    kinds: dict[UUID, set[str]] = defaultdict(set)
    listening = Webhook.objects.filter(disabled_at=None).order_by()
    for organisation, names in listening.values_list("organisation", "kinds"):
        kinds[organisation].update(names)
    found: list[UUID] = []
    for organisation, own in kinds.items():
        newest = AuditEntry.objects.filter(organisation=organisation).order_by("-pk")
        before = newest.values("pk")[NEWEST : NEWEST + 1]
        missed = newest.filter(
            Q(object_type__in=[name for name, kind in TOLD_OF.items() if kind in own])
            | Q(after__has_key="rows"),
            ~Exists(heard),
            pk__gt=Coalesce(Subquery(before), 0),
            at__range=(now - MISSED_FOR, now - MISSED_AFTER),
        )
        for entry in missed.order_by("pk"):
            found += note_messages(entry)
    return found


def send_message(message_id: UUID) -> None:
    """Try to tell a webhook something now, unless that was done or somebody else is at it."""
    now = timezone.now()
    free = WebhookMessage.objects.filter(
        pk=message_id, state=MessageState.WAITING, next_at__lte=now
    )
    held = now + datetime.timedelta(seconds=SENDING_SECONDS)
    if not free.update(next_at=held, attempts=F("attempts") + 1):
        return
    message = WebhookMessage.objects.select_related("webhook").get(pk=message_id)
    if message.webhook.disabled_at is not None:
        _note_outcome(message, None, "Switched off", is_last=True)
        return
    status, reason = _posted(message, now)
    if status in GOOD:
        WebhookMessage.objects.filter(pk=message_id).update(
            state=MessageState.DELIVERED,
            delivered_at=timezone.now(),
            status=status,
            reason="",
        )
        return
    is_last = message.attempts > len(GAPS) or status == requests.codes.gone
    _note_outcome(message, status, reason, is_last=is_last)
    if is_last:
        _switch_off(message.webhook)


def signature_of(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The signature of a message after Standard Webhooks (v1: HMAC with SHA-256)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def forget_messages() -> None:
    """Delete messages of more than a month ago."""
    past = timezone.now() - KEPT
    rows = WebhookMessage.objects.exclude(state=MessageState.WAITING)
    rows.filter(made_at__lt=past).delete()


def _posted(message: WebhookMessage, now: datetime.datetime) -> tuple[int | None, str]:
    """What the address answered, or why it did not."""
    shown, timestamp = f"msg_{message.pk.hex}", int(now.timestamp())
    signed = [
        signature_of(secret, shown, timestamp, message.body)
        for secret in message.webhook.secrets
    ]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "riskapp",
        "webhook-id": shown,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
    try:
        with outgoing_session("WEBHOOK_INTERNAL_HOSTS") as session:
            reply = session.post(
                message.webhook.url,
                data=message.body.encode(),
                headers=headers,
                allow_redirects=False,
            )
    except requests.RequestException as error:
        return None, type(error).__name__
    return reply.status_code, f"HTTP {reply.status_code}"


def _note_outcome(
    message: WebhookMessage, status: int | None, reason: str, *, is_last: bool
) -> None:
    fields: dict[str, Any] = {"status": status, "reason": reason[:200]}
    if is_last:
        fields["state"] = MessageState.FAILED
    else:
        gap = GAPS[min(message.attempts, len(GAPS)) - 1]
        fields["next_at"] = timezone.now() + datetime.timedelta(seconds=gap)
    WebhookMessage.objects.filter(pk=message.pk).update(**fields)


@transaction.atomic
def _switch_off(webhook: Webhook) -> None:
    """Nobody answers: nothing is told there any more until a person says so."""
    webhook = _locked(webhook)
    if webhook.disabled_at is not None:
        return
    webhook.disabled_at = timezone.now()
    webhook.save(update_fields=["disabled_at"])
    _count(webhook.organisation)
    record("webhook switched off", webhook, organisation=webhook.organisation, by=None)


def _events_of(entry: AuditEntry) -> Iterator[tuple[int, str, str, str]]:
    """Of each object: its place in the entry, its kind, what happened to it, and the message."""
    rows = entry.after.get("rows") if isinstance(entry.after, dict) else None
    happened = [
        {
            "action": entry.action,
            "object_type": entry.object_type,
            "object_id": entry.object_id,
        },
        *(rows if isinstance(rows, list) else []),
    ]
    for number, row in enumerate(happened):
        of = TOLD_OF.get(row.get("object_type", ""))
        if of is None:
            continue
        kind = f"{of.value}.{slugify(row['action'])}"
        body = {
            "type": kind,
            "timestamp": entry.at.isoformat(),
            "data": {
                "object": of.value,
                "id": row["object_id"],
                "action": row["action"],
            },
        }
        yield number, of.value, kind, json.dumps(body)


def _count(organisation: Organisation) -> None:
    """Whether anybody is told of what happens."""
    has = Webhook.objects.filter(organisation=organisation, disabled_at=None).exists()
    Organisation.objects.filter(pk=organisation.pk).update(has_webhooks=has)


def _locked(webhook: Webhook) -> Webhook:
    rows = Webhook.objects.select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=webhook.pk)
