from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from riskapp.dashboards.actions.recounting import fold, has_wrong_totals, wrong_vendors
from riskapp.dashboards.models import VendorTally, WorkTotal
from riskapp.dashboards.queries.first import panels
from riskapp.dashboards.queries.reach import production_rights
from riskapp.dashboards.queries.totals import totals_of
from riskapp.dashboards.tasks import put_totals_together
from riskapp.desk.models import WaitingThing
from riskapp.vendors.models import Engagement
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


@pytest.fixture
def kept(portfolio_of_four):
    """The scope of somebody who decides, with everything counted."""
    scope = scope_of(portfolio_of_four.approver)
    assert totals_of(scope)
    return scope


def test_the_rights_that_reach_production_are_those_of_the_register():
    """Where they change, a migration makes the function anew and counts all work again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dashboards_production_rights()")
        assert cursor.fetchone()[0] == production_rights()


def test_parts_are_put_together_and_nothing_on_the_page_changes(kept):
    before = panels(kept, totals_of(kept))
    work = Engagement.objects.filter(organisation=kept.user.organisation_ids()[0])
    for tier in ("low", "moderate", "high"):
        work.update(tier=tier)
        totals_of(kept)
    many = WorkTotal.objects.count()
    after = panels(kept, totals_of(kept))

    put_totals_together()

    keys = WorkTotal.objects.values("organisation", "kind", "key").distinct()
    assert many > WorkTotal.objects.count() == keys.count()
    assert before != after == panels(kept, totals_of(kept)) == panels(kept, None)


def test_wrong_totals_are_found_and_made_anew(kept):
    organisation = kept.user.organisation_ids()[0]
    VendorTally.objects.filter(organisation=organisation).update(counted={})
    assert has_wrong_totals(organisation)

    with pytest.raises(CommandError, match="wrong totals"):
        call_command("recount_work", "--check")
    call_command("recount_work", stdout=StringIO())
    WorkTotal.objects.filter(organisation=organisation, kind="cell").update(number=7)
    with pytest.raises(CommandError, match=", 1 wrong totals"):
        call_command("recount_work", "--check")
    call_command("recount_work", stdout=StringIO())
    assert WaitingThing.objects.filter(organisation=organisation).update(weight=4)
    with pytest.raises(CommandError, match=r", [1-9] wrong totals"):
        call_command("recount_work", "--check")
    call_command("recount_work", stdout=StringIO())
    said = StringIO()
    call_command("recount_work", "--check", stdout=said)

    assert said.getvalue().endswith(", 0 wrong totals.\n")
    assert panels(kept, totals_of(kept)) == panels(kept, None)
    fold(organisation)
    vendors = VendorTally.objects.values_list("vendor_id", flat=True)
    assert wrong_vendors(vendors) == set()
