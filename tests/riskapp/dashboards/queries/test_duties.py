import pytest
from django.http import QueryDict
from django.urls import reverse

from riskapp.assessments.models import EngagementStanding
from riskapp.dashboards.queries.duties import duties
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def test_laws_are_summed_over_the_newest_scores(portfolio_of_four):
    world = portfolio_of_four

    found = {law.id: law for law in duties(scope_of(world.approver)).laws}

    scores = [
        one.score.law_counts["GDPR"]
        for one in (world.critical, world.typical, world.low)
    ]
    counts = {part["status"]: part["count"] for part in found["GDPR"].parts}
    assert counts["met"] == sum(one.get("met", 0) for one in scores)
    assert "buyers_duty" not in counts
    assert 0 < found["GDPR"].percent_met < 100


def test_the_five_least_met_are_told_with_how_many_do_not_meet_them(portfolio_of_four):
    world = portfolio_of_four
    standings = EngagementStanding.objects.filter(organisation=world.organisation)
    standings.update(unmet=["GDPR-32.2"])
    standings.filter(assessment=world.critical).update(unmet=["GDPR-32.2", "GDPR-32.4"])

    found = duties(scope_of(world.approver)).least

    assert [(one.id, one.number, one.query) for one in found] == [
        ("GDPR-32.2", 3, "unmet=GDPR-32.2"),
        ("GDPR-32.4", 1, "unmet=GDPR-32.4"),
    ]


def test_nothing_is_told_of_the_duties_of_another_organisation(portfolio_of_four):
    found = duties(scope_of(portfolio_of_four.stranger))

    assert (found.laws, found.least) == ([], [])


def test_the_share_of_a_law_leads_to_the_work_it_is_made_of(portfolio_of_four, client):
    world = portfolio_of_four
    gdpr = next(
        law for law in duties(scope_of(world.approver)).laws if law.id == "GDPR"
    )
    client.force_login(world.approver)

    page = client.get(reverse("dashboards:standings"), QueryDict(gdpr.query).dict())

    rows = page.context["page"].object_list
    law = page.context["law"]
    assert (law["percent"], law["evaluated"]) == (gdpr.percent_met, gdpr.total)
    assert sum(row.law_met for row in rows) == law["met"]
    assert sum(row.law_evaluated for row in rows) == law["evaluated"]
    assert len(rows) == 3
    shares = [row.law_met / row.law_evaluated for row in rows]
    assert shares == sorted(shares)
    assert f"{rows[0].law_met} of {rows[0].law_evaluated}" in page.content.decode()


def test_a_law_that_nobody_knows_narrows_nothing(portfolio_of_four, client):
    client.force_login(portfolio_of_four.approver)

    page = client.get(reverse("dashboards:standings"), {"law": "LEX-MUNDI"})

    assert page.status_code == 200
    assert "law" not in page.context
