"""Two who put totals together, and one who adds to them, at the same moment."""

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from riskapp.dashboards.actions.recounting import fold
from riskapp.dashboards.models import ScopedTotal, WorkTotal
from tests.factories.riskapp import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
TOTALS = ((WorkTotal, {}), (ScopedTotal, {"scope": "tier high"}))
FOLD = "SELECT dashboards_fold(%(of)s), dashboards_fold_scoped(%(of)s)"
ADD = """
INSERT INTO dashboards_worktotal (organisation_id, kind, key, number) VALUES (%(of)s, 'unmet', 'a', 1);
INSERT INTO dashboards_scopedtotal (organisation_id, scope, kind, key, number)
    VALUES (%(of)s, 'tier high', 'unmet', 'a', 1);
"""


@pytest.fixture
def other(transactional_db):
    """Somebody else at the database, who does not wait for anybody."""
    found = connection.copy()
    with found.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'; SET ROLE NONE")
    yield found
    found.close()


def numbers(organisation):
    return [
        rows.objects.filter(organisation=organisation).aggregate(sum=Sum("number"))
        for rows, _facts in TOTALS
    ]


def test_nobody_waits_for_totals_that_somebody_puts_together(other):
    organisation = OrganisationFactory()
    of = {"of": organisation.pk}
    for rows, facts in TOTALS:
        rows.objects.bulk_create(
            rows(organisation=organisation, kind="unmet", key="a", number=1, **facts)
            for _part in range(4)
        )

    with transaction.atomic():
        fold(organisation.pk)
        with other.cursor() as cursor:
            cursor.execute(FOLD, of)
            cursor.execute(ADD.replace("%(of)s", f"'{organisation.pk}'"))

    assert numbers(organisation) == [{"sum": 5}, {"sum": 5}]
    fold(organisation.pk)
    assert numbers(organisation) == [{"sum": 5}, {"sum": 5}]
    assert [rows.objects.count() for rows, _facts in TOTALS] == [1, 1]
