import pytest
from django.http import QueryDict
from django.urls import reverse

from riskapp.assessments.models import EngagementStanding
from riskapp.dashboards.forms import kept_work
from riskapp.dashboards.queries.duties import ByDuties, duties, with_duties
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


def test_work_is_listed_in_the_same_order_page_by_page_and_as_a_file(portfolio_of_four):
    world = portfolio_of_four
    stands = EngagementStanding.objects.filter(organisation=world.organisation)
    counted = [
        (world.critical, {"met": 2, "not_met": 2, "buyers_duty": 7}),
        (world.typical, {"met": 2, "not_answered": 2}),
        (world.low, {"buyers_duty": 3}),
    ]
    for one, counts in counted:
        stands.filter(assessment=one).update(law_counts={"NIS2": counts})
    work = kept_work(world.approver)
    whole = list(with_duties(work, "NIS2"))

    found = ByDuties(work, "NIS2")

    assert (found.count_to(10), found.count_to(1)) == (2, 1)
    assert found[0:10] == whole
    assert found[0:1] + found[1:9] == whole
    assert [(row.law_met, row.law_evaluated) for row in found[0:2]] == [(2, 4), (2, 4)]
    assert (found.summed["met"], found.summed["evaluated"]) == (4, 8)
    assert (found.summed["short"], found.summed["percent"]) == ("NIS2", 50)
    stands.filter(assessment=world.typical).update(law_counts={"NIS2": {"not_met": 1}})
    again = ByDuties(work, "NIS2")
    assert [row.pk for row in again[0:9]] == [
        world.typical.engagement_id,
        world.critical.engagement_id,
    ]
    assert again[0:9] == list(with_duties(work, "NIS2"))
    assert ByDuties(work.none(), "NIS2")[0:9] == []


def test_the_work_of_a_law_can_be_sorted_otherwise(portfolio_of_four, client):
    client.force_login(portfolio_of_four.approver)
    asked = {"law": "GDPR", "order": "-residual"}

    page = client.get(reverse("dashboards:standings"), asked)

    rows = page.context["page"].object_list
    assert [row.residual for row in rows] == sorted(
        (row.residual for row in rows), reverse=True
    )
    assert sum(row.law_met for row in rows) == page.context["law"]["met"]
    assert len(rows) == 3
