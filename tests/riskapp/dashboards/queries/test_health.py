import datetime

import pytest
from django.utils import timezone

from riskapp.common.models import Heartbeat
from riskapp.dashboards.queries.health import health_lines

pytestmark = pytest.mark.django_db


def test_what_was_heard_soon_enough_is_well():
    now = timezone.now()
    Heartbeat.objects.all().delete()
    for who, ago in (("worker", 1), ("clock", 600), ("backup", 600)):
        at = now - datetime.timedelta(minutes=ago)
        Heartbeat.objects.create(who=who, at=at)

    worker, clock, proof, backup = health_lines()

    assert (worker.is_well, clock.is_well, backup.is_well) == (True, False, True)
    assert (proof.is_well, proof.at) == (False, None)
    assert "verify_audit" in proof.mend
