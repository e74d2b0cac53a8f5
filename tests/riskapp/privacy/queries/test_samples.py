"""Sample data that was put away: the worker comes back to it until it is gone."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.common.models import Waiting
from riskapp.common.wall import CLOCK, everything
from riskapp.privacy.actions import deleting
from riskapp.privacy.queries.samples import TRIED_FOR, samples_left
from riskapp.privacy.tasks import erase_what_was_missed
from riskapp.vendors.actions import archive_vendor
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.factories.riskapp import VendorFactory

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(minutes=6)


@pytest.fixture
def samples(world):
    for _vendor in range(2):
        VendorFactory(organisation=world.organisation, is_sample=True)
    return Vendor.objects.filter(is_sample=True)


def put_away(world):
    return world.client("analyst").post(reverse("privacy:remove_samples"))


def passes(samples, time=LATER):
    samples.update(archived_at=timezone.now() - time)


def test_what_is_put_away_is_queued_with_it_and_once_more_by_whoever_asks_again(
    world, samples
):
    put_away(world)
    put_away(world)

    wanted = [str(world.organisation.pk), world.analyst.pk]
    assert [one.arguments for one in Waiting.objects.all()] == [wanted, wanted]
    assert not samples.kept().exists()


def test_the_clock_comes_back_to_what_failed(
    world, samples, monkeypatch, celery_runs_here, caplog
):
    put_away(world)
    passes(samples)
    with monkeypatch.context() as broken:
        broken.setattr(deleting, "_delete_stored", None)
        erase_what_was_missed()
    assert "raised unexpected: TypeError" in caplog.text
    assert samples.count() == 2

    erase_what_was_missed()

    assert not samples.exists()
    assert samples_left() == []


def test_samples_that_somebody_archived_stay(world, samples):
    other = make_world("Other")
    VendorFactory(organisation=other.organisation, is_sample=True)
    put_away(other)
    for vendor in samples.filter(organisation=world.organisation):
        archive_vendor(vendor, by=world.analyst)
    passes(samples)

    with everything(CLOCK):
        found = samples_left()

    assert found == [(other.organisation.pk, other.analyst.pk)]


def test_nobody_is_hurried_and_nothing_tried_for_ever(world, samples):
    put_away(world)
    assert samples_left() == []

    passes(samples)
    assert samples_left() == [(world.organisation.pk, world.analyst.pk)]

    passes(samples, TRIED_FOR + LATER)
    assert samples_left() == []
