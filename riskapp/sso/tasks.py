"""What the clock does about single sign-on."""

from __future__ import annotations

from celery import shared_task

from riskapp.accounts.models import MailDomain
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.sso.actions import look_again


@shared_task
@of_everything(CLOCK)
def look_at_domains() -> None:
    """Look every day whether verified domains are still whose they were."""
    verified = MailDomain.objects.filter(verified_at__isnull=False)
    for domain_id in verified.values_list("pk", flat=True):
        look_at_domain.delay(str(domain_id))


@shared_task
@of_organisation_of(MailDomain)
def look_at_domain(domain_id: str) -> None:
    """Look at one of them."""
    row = MailDomain.objects.select_related("organisation").filter(pk=domain_id).first()
    if row is not None and row.verified_at is not None:
        look_again(row)
