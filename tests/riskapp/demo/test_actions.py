import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from questionnaires.models import Answer, Clarification, Response
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment, Score, ScoreChange
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries.proof import first_broken_link
from riskapp.decisions.models import Decision
from riskapp.demo.actions.loading import ORGANISATION, PORTFOLIO, load_demo
from riskapp.findings.models import Finding
from riskapp.incidents.models import IncidentReply, IncidentRequest
from riskapp.inventory.models import Tool
from riskapp.privacy.tasks import remove_sample_data
from riskapp.reports.queries.inputs import followed
from riskapp.review.models import ReviewNote, Verdict
from riskapp.vendors.models import Vendor
from tests.factories.riskapp import OrganisationFactory, VendorFactory, member

pytestmark = pytest.mark.django_db
LOOK_AROUND = "Look around with sample data"


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

    watched = followed(change.assessment, "full")["activity"]
    assert (watched["agents"], watched["learning"], watched["explained"]) == (4, 1, 1)
    assert watched["waiting"] == 2
    assert any(one["days_otherwise"] for row in watched["rows"] for one in row["declared"])  # fmt: skip
    assert "activity" not in followed(change.assessment, "vendor")
    assert {row.effect for row in IncidentReply.objects.all()} == {"yes", "no"}
    assert IncidentRequest.objects.filter(replies=None).count() == 1
    counted = ours.filter(score__isnull=False).values_list("open_contradictions", flat=True)  # fmt: skip
    assert None not in counted
    assert max(counted) > 0


@pytest.mark.parametrize("entry_policy", ["code", "link"])
def test_samples_are_added_once_and_removed_with_everything_below(
    client, mailoutbox, entry_policy
):
    organisation = OrganisationFactory(entry_policy=entry_policy)
    analyst = member(organisation, Role.ANALYST)
    client.force_login(analyst)
    elsewhere = VendorFactory()

    client.post(reverse("dashboards:add_samples"))
    page = client.get(reverse("dashboards:overview")).content.decode()
    again = client.post(reverse("dashboards:add_samples"), follow=True)

    ours = Vendor.objects.filter(organisation=organisation)
    assert ours.count() == ours.filter(is_sample=True).count() == len(PORTFOLIO)
    scored = Assessment.objects.filter(score__isnull=False)
    assert scored.count() > 2
    assert not scored.filter(open_contradictions=None).exists()
    assert "Remove the sample data" in page
    assert "registered here already" in again.content.decode()
    assert not any("example" in to for mail in mailoutbox for to in mail.to)
    shown = client.get(reverse("vendors:detail", args=[ours.first().pk]))
    assert "Remove the sample data" in shown.content.decode()

    gone = client.post(reverse("privacy:remove_samples"), follow=True)

    # Out of sight at once; only the worker may remove them, and until then nothing is offered
    # that would be refused.
    assert not ours.kept().exists()
    assert ours.exists()
    assert "Four steps to the first assessment" in gone.content.decode()
    assert LOOK_AROUND not in gone.content.decode()

    remove_sample_data(str(organisation.pk), analyst.pk)
    remove_sample_data(str(organisation.pk), analyst.pk)

    connection.check_constraints()
    assert not ours.exists()
    for model in (Assessment, Score, Response, Answer, Finding, Tool):
        assert not model.objects.exists(), model
    assert Vendor.objects.get() == elsewhere
    page = client.get(reverse("dashboards:overview"))
    assert LOOK_AROUND in page.content.decode()
    done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"sample data added", "sample data removed"} <= done
    assert first_broken_link(organisation.pk) is None


def test_vendors_of_ones_own_stay_when_samples_go(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    client.force_login(analyst)
    client.post(reverse("dashboards:add_samples"))
    own = VendorFactory(organisation=organisation)

    client.post(reverse("privacy:remove_samples"))
    remove_sample_data(str(organisation.pk), analyst.pk)

    assert Vendor.objects.get() == own
