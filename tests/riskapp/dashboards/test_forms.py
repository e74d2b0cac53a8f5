import pytest
from django.http import QueryDict
from django.utils import timezone

from riskapp.dashboards.forms import ScopeFilter, kept_work
from riskapp.dashboards.queries.standings import standings
from riskapp.vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def scope(user, query):
    narrowed = ScopeFilter(QueryDict(query), queryset=kept_work(user), user=user)
    return narrowed.scope(user, timezone.localdate())


def test_a_label_narrows_every_number_and_every_link(portfolio_of_four):
    world = portfolio_of_four
    Vendor.objects.filter(pk=world.typical.engagement.vendor_id).update(labels=["core"])

    found = standings(scope(world.approver, "label=core"))

    assert found.total == 1
    cell = next(c for row in found.rows for c in row.cells if c.number)
    assert "label=core" in cell.query


def test_the_period_says_since_when_something_moved(portfolio_of_four):
    assert scope(portfolio_of_four.approver, "period=30").days == 30
    assert scope(portfolio_of_four.approver, "").days == 90
