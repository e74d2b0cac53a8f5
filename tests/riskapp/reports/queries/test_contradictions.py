import pytest

from riskapp.reports.queries.contradictions import contradicted
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db


def test_who_may_not_read_answers_is_told_none_and_a_vendor_nothing(
    organisation, analyst
):
    assessment = scored(organisation, analyst, "typical")

    full = contradicted(assessment, "full")["contradictions"]
    short = contradicted(assessment, "summary")["contradictions"]

    assert contradicted(assessment, "vendor") == {}
    assert full["open"] == short["open"] > 0
    assert all(row["text"] for row in full["rows"])
    assert not any(row["text"] for row in short["rows"])
