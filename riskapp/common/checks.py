"""What ``manage.py check --deploy`` knows of our own settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's names
from django.http.request import validate_host
from django.utils import timezone

from riskapp.common.views import last_day

SYSLOG_FORMATS = ("cef", "ocsf", "jsonl")


@register(Tags.security, deploy=True)
def check_installation(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Addresses, mail, files and what is trusted."""
    return [*_addresses(), *_mail(), *_trust(), *_files()]


def _addresses() -> Iterator[CheckMessage]:
    url = urlsplit(settings.PUBLIC_URL)
    if url.scheme != "https":
        yield Error(
            f"PUBLIC_URL is {settings.PUBLIC_URL}: links in mails lead nowhere, or are not protected.",
            hint="Set it to the address people open, https://….",
            id="riskapp.E001",
        )
    if not validate_host(url.hostname or "", settings.ALLOWED_HOSTS):
        yield Error(
            f"The host of PUBLIC_URL, {url.hostname}, is not in ALLOWED_HOSTS: every link in a mail is refused.",
            id="riskapp.E002",
        )


def _mail() -> Iterator[CheckMessage]:
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        yield Error(
            "Mails go to no mail server: invitations look sent and never arrive.",
            hint="Set EMAIL_URL.",
            id="riskapp.E003",
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(("@localhost", ".localdomain")):
        yield Error(
            f"Mails come from {settings.DEFAULT_FROM_EMAIL}, which mail servers refuse.",
            hint="Set DEFAULT_FROM_EMAIL to an address of yours.",
            id="riskapp.E004",
        )


def _trust() -> Iterator[CheckMessage]:
    if not settings.TRUSTED_PROXIES:
        yield Warning(
            "TRUSTED_PROXIES is 0: behind a proxy, limits and the audit trail see its address instead of people's.",
            hint="Set it to the number of proxies of yours.",
            id="riskapp.W001",
        )
    until = last_day(settings.SECURITY_UNTIL)
    if settings.SECURITY_CONTACT and (until is None or until < timezone.now()):
        yield Warning(
            "SECURITY_UNTIL has passed or is no day: nobody finds whom to tell of a weakness.",
            hint="Set it to a day at most a year ahead, after you looked at SECURITY_CONTACT.",
            id="riskapp.W005",
        )
    brokers = (settings.REDIS_URL, settings.CELERY_BROKER_URL)
    if not all(urlsplit(url).password for url in brokers):
        yield Warning(
            "The broker asks for no password: whoever reaches it decides what the worker does.",
            id="riskapp.W002",
        )
    if not (settings.AUDIT_ANCHOR_MAIL or settings.AUDIT_ANCHOR_DIR):
        yield Warning(
            "The end of the audit trail is kept nowhere else: who owns the database could cut it unseen.",
            hint="Set AUDIT_ANCHOR_MAIL or AUDIT_ANCHOR_DIR.",
            id="riskapp.W004",
        )
    if settings.AUDIT_SYSLOG_FORMAT not in SYSLOG_FORMATS:
        yield Error(
            f"AUDIT_SYSLOG_FORMAT is {settings.AUDIT_SYSLOG_FORMAT}.",
            hint=f"It is one of {', '.join(SYSLOG_FORMATS)}.",
            id="riskapp.E006",
        )
    if not settings.CLAMAV_HOST:
        yield Warning(
            "No virus scanner is named: nobody checks what vendors attach.",
            hint="Set CLAMAV_HOST.",
            id="riskapp.W003",
        )


def _files() -> Iterator[CheckMessage]:
    signing = settings.REPORT_SIGNING_DIR
    if signing and not Path(signing).is_dir():
        yield Error(
            f"REPORT_SIGNING_DIR is {signing}, which is no folder: reports would not be signed.",
            id="riskapp.E005",
        )
