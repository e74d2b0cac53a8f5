import pytest

from riskapp.assessments.actions.demo import ORGANISATION, load_demo
from riskapp.assessments.models import Assessment, Decision, Finding

pytestmark = pytest.mark.django_db


def test_the_demo_shows_something_of_everything_once(settings, tmp_path):
    settings.DATA = tmp_path

    load_demo()
    load_demo()

    ours = Assessment.objects.filter(organisation__name=ORGANISATION)
    assert ours.count() == 6
    assert Decision.objects.filter(released_at__isnull=False).count() == 1
    assert {row.outcome for row in Decision.objects.all()} == {
        "approved",
        "conditional",
    }
    assert Finding.objects.filter(state="accepted").count() == 1
    assert Finding.objects.filter(plans__state="proposed").count() == 1
