"""Two that settle the same finding at the same moment; they commit."""

import threading

import pytest
from django.db import connection

from riskapp.accounts.choices import Role
from riskapp.findings.actions.settling import (
    accept_finding,
    reopen_ended,
)
from riskapp.findings.models import FindingEvent
from tests.factories.riskapp import OrganisationFactory, member, scored
from tests.riskapp.findings.actions.test_settling import in_days


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_reopen_once():
    organisation = OrganisationFactory()
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    finding = assessment.findings.first()
    approver = member(organisation, Role.APPROVER)
    accept_finding(finding, reason="Cheap.", until=in_days(10), by=approver)
    start, counts = threading.Barrier(2), []

    def run():
        start.wait()
        counts.append(reopen_ended(in_days(11)))
        connection.close()

    clocks = [threading.Thread(target=run) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert sorted(counts) == [0, 1]
    assert FindingEvent.objects.filter(kind="reopened").count() == 1
