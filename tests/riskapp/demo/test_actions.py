import pytest
from django.utils import timezone

from questionnaires.models import Clarification
from riskapp.assessments.models import Assessment, ScoreChange
from riskapp.decisions.models import Decision
from riskapp.demo.actions.loading import ORGANISATION, load_demo
from riskapp.findings.models import Finding
from riskapp.review.models import ReviewNote, Verdict

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
    today = timezone.localdate()
    waivers = Finding.objects.filter(state="accepted").order_by("accepted_until")
    assert [row.days_left(today) for row in waivers] == [20, 180]
    assert Finding.objects.filter(plans__state="proposed").count() == 1

    change = ScoreChange.objects.get()
    assert change.cause == "clarified"
    assert change.before.residual_model != change.after.residual_model
    assert {row["question"] for row in change.why} == {"ACC-05", "GOV-03", "SDL-01"}
    assert Verdict.objects.filter(is_verified=True).exists()
    assert Verdict.objects.exclude(reason="").filter(kind="corrected").exists()
    assert ReviewNote.objects.exists()
    replied, waiting = Clarification.objects.order_by("asked_at")
    assert replied.reply
    assert waiting.asked_at is None
    assert change.assessment.review_completed_at is None
