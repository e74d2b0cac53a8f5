"""Whoever changes the register and whoever works with it, at the same moment; both commit."""

import threading
import time

import pytest
from django.db import connection

from riskapp.assessments.actions import lifecycle
from riskapp.assessments.models import Assessment
from riskapp.vendors.actions import (
    archive_engagement,
    archive_vendor,
    engagements,
    register,
    register_engagement,
)
from riskapp.vendors.errors import StillAnswering, VendorArchived
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import PROFILE, EngagementFactory, VendorFactory, started

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(monkeypatch, module, name, do):
    """Do something in a transaction of its own once a function is reached; what it raises."""
    really, raised = getattr(module, name), []

    def run():
        try:
            do()
        except (StillAnswering, VendorArchived) as error:
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run)

    def slowly(*args, **kwargs):
        other.start()
        time.sleep(0.5)  # the other is done by now, or waits
        return really(*args, **kwargs)

    monkeypatch.setattr(module, name, slowly)
    return other, raised


def test_answers_of_a_colleague_are_not_written_over(
    organisation, analyst, monkeypatch
):
    work = EngagementFactory(vendor__organisation=organisation, tier="", profile={})
    rows = Engagement.objects.filter(pk=work.pk)
    other, _raised = meanwhile(
        monkeypatch,
        engagements,
        "change_engagement",
        lambda: rows.update(profile=PROFILE, tier="low"),
    )

    engagements.answer_for_many([work.pk], PROFILE, by=analyst)
    other.join()

    work.refresh_from_db()
    assert work.tier == "low"


def test_work_is_not_put_away_while_an_assessment_of_it_starts(
    organisation, analyst, monkeypatch
):
    work = EngagementFactory(vendor__organisation=organisation)
    other, raised = meanwhile(
        monkeypatch, lifecycle, "invite", lambda: archive_engagement(work, by=analyst)
    )

    started(organisation, analyst, engagement=work)
    other.join()

    work.refresh_from_db()
    assert [type(error) for error in raised] == [StillAnswering]
    assert not work.is_archived
    assert Assessment.objects.filter(engagement=work, put_away=False).count() == 1


def test_a_vendor_is_not_put_away_while_an_assessment_of_its_work_starts(
    organisation, analyst, monkeypatch
):
    work = EngagementFactory(vendor__organisation=organisation)
    other, raised = meanwhile(
        monkeypatch,
        lifecycle,
        "invite",
        lambda: archive_vendor(work.vendor, by=analyst),
    )

    started(organisation, analyst, engagement=work)
    other.join()

    work.refresh_from_db()
    assert [type(error) for error in raised] == [StillAnswering]
    assert not work.put_away
    assert Assessment.objects.filter(engagement=work, put_away=False).count() == 1


def test_nothing_starts_while_its_vendor_is_put_away(
    organisation, analyst, monkeypatch
):
    work = EngagementFactory(vendor__organisation=organisation)
    other, raised = meanwhile(
        monkeypatch,
        register,
        "record",
        lambda: started(organisation, analyst, engagement=work),
    )

    archive_vendor(work.vendor, by=analyst)
    other.join()

    assert [type(error) for error in raised] == [VendorArchived]
    assert not Assessment.objects.filter(engagement=work).exists()


def test_work_that_is_added_while_its_vendor_is_put_away_is_put_away_too(
    organisation, analyst, monkeypatch
):
    vendor = VendorFactory(organisation=organisation)
    other, raised = meanwhile(
        monkeypatch, engagements, "record", lambda: archive_vendor(vendor, by=analyst)
    )

    work = register_engagement(
        vendor=vendor, name="Ledger", profile={}, inherent=None, tier="", by=analyst
    )
    other.join()

    work.refresh_from_db()
    assert raised == []
    assert work.vendor.is_archived
    assert work.put_away


def test_no_work_is_brought_back_while_its_vendor_is_put_away(
    organisation, analyst, monkeypatch
):
    work = archive_engagement(
        EngagementFactory(vendor__organisation=organisation), by=analyst
    )
    other, raised = meanwhile(
        monkeypatch,
        register,
        "record",
        lambda: engagements.restore_engagement(work, by=analyst),
    )

    archive_vendor(work.vendor, by=analyst)
    other.join()

    work.refresh_from_db()
    assert [type(error) for error in raised] == [VendorArchived]
    assert work.is_archived
