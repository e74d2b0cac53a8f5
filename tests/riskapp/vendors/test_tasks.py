import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.vendors.actions import importing
from riskapp.vendors.actions.importing import queue_import, read_import
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Import, Vendor
from riskapp.vendors.tasks import import_vendors, import_what_was_missed
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    found = read_import(
        organisation=organisation,
        file_name="v.csv",
        data=b"Vendor\nKestrel",
        by=analyst,
    )
    return queue_import(found, skips_faults=False, by=analyst)


def test_the_task_imports_once(queued):
    import_vendors(str(queued.pk))
    import_vendors(str(queued.pk))

    assert Vendor.objects.count() == 1


def test_what_was_missed_is_taken_later(queued, celery_runs_here):
    import_what_was_missed()
    assert not Vendor.objects.exists()
    Import.objects.update(queued_at=timezone.now() - datetime.timedelta(minutes=5))

    import_what_was_missed()

    assert Vendor.objects.count() == 1


def test_what_nobody_foresaw_fails_the_import_after_three_tries(
    queued, monkeypatch, celery_runs_here, caplog
):
    def broken(found):
        raise ValueError("odd")

    monkeypatch.setattr(importing, "check_import", broken)

    import_vendors.apply(args=[str(queued.pk)])

    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (ImportState.FAILED, 3)
    assert "ValueError: odd" in queued.reason
    assert caplog.text.count("Traceback") == 3


def test_an_import_that_ends_every_worker_fails(queued):
    Import.objects.update(attempts=3)

    import_vendors(str(queued.pk))

    queued.refresh_from_db()
    assert queued.state == ImportState.FAILED
    assert not Vendor.objects.exists()
