"""A new model never rewrites a score: it adds one, where somebody asks for it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.choices import ScoreCause
from riskapp.assessments.models import Score
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.remedies import release_findings
from riskapp.results.actions.renewing import ask_for_newest_model
from riskapp.results.tasks import score_by_newest_model
from riskapp.scoring.model import MODEL
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db
OLDER = "ait-score 1"


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def analyst(organisation):
    return member(organisation, Role.ANALYST)


def of_older_model(organisation, analyst, monkeypatch):
    """An assessment scored when the older model was the newest."""
    monkeypatch.setattr("riskapp.results.actions.scoring.MODEL", OLDER)
    monkeypatch.setattr("riskapp.scoring.evaluation.evaluate.__defaults__", (1,))
    assessment = scored(organisation, analyst)
    monkeypatch.undo()
    return assessment


def test_an_older_score_stays_beside_the_new_one(
    organisation, analyst, monkeypatch, celery_runs_here
):
    assessment = of_older_model(organisation, analyst, monkeypatch)
    older = assessment.score
    assert older.model == OLDER

    assert ask_for_newest_model(analyst, organisation) == 1
    score_by_newest_model(str(organisation.pk))

    assessment.refresh_from_db()
    kept = Score.objects.get(pk=older.pk)
    change = assessment.score_changes.get()
    assert assessment.score.model == MODEL
    assert (kept.model, kept.residual) == (OLDER, older.residual)
    assert (change.before, change.after, change.cause) == (
        older,
        assessment.score,
        ScoreCause.MODEL,
    )
    assert AuditEntry.objects.filter(action="newest model asked for").count() == 1


def test_what_is_of_the_newest_model_is_left_alone(organisation, analyst):
    scored(organisation, analyst)

    assert ask_for_newest_model(analyst, organisation) == 0
    assert not AuditEntry.objects.filter(action="newest model asked for").exists()


def test_the_portfolio_says_how_many_are_of_an_older_model_and_offers_to_score_anew(
    client, organisation, analyst, monkeypatch
):
    of_older_model(organisation, analyst, monkeypatch)
    scored(organisation, analyst)
    client.force_login(analyst)

    page = client.get(reverse("dashboards:overview"))
    found = client.get(reverse("assessments:list"), {"model": "older"})
    answer = client.post(reverse("assessments:score_anew"), follow=True)

    assert page.context["portfolio"]["older_models"] == 1
    assert "1 rating was made by an older model" in page.content.decode()
    assert len(found.context["page"].object_list) == 1
    assert "1 rating is computed again." in answer.content.decode()


def test_what_the_buyer_has_to_do_is_never_shown_to_the_vendor(organisation, analyst):
    assessment = scored(organisation, analyst)  # its contract is silent on AI tools
    own = assessment.findings.get(for_buyer=True)

    release_findings(
        assessment, [f.pk for f in assessment.findings.all()], due_on=None, by=analyst
    )

    own.refresh_from_db()
    assert own.question == "ENG-09"
    assert own.released_at is None
    assert assessment.findings.shown_to_vendor().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(own).objects.filter(pk=own.pk).update(released_at=timezone.now())
