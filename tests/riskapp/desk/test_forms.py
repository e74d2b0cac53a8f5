import pytest
from django.urls import reverse

from tests.factories.riskapp import started

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(organisation, analyst):
    """Late work of two vendors, one with an owner, a label and a tier of its own."""
    here, there = (started(organisation, analyst, days=-3) for _ in range(2))
    here.engagement.tier = "low"
    here.engagement.save(update_fields=["tier"])
    there.engagement.tier = "high"
    there.engagement.save(update_fields=["tier"])
    vendor = here.engagement.vendor
    vendor.owner, vendor.labels = analyst, ["payments"]
    vendor.save(update_fields=["owner", "labels"])
    return here, there


def test_my_work_is_narrowed_by_owner_label_tier_person_and_period(
    client, organisation, analyst, mixed
):
    here, _there = mixed
    client.force_login(analyst)
    page = reverse("desk:waiting")

    def keys(**query):
        response = client.get(page, {"whose": "team", **query})
        rows = [row.key for row, _person in response.context["rows"]]
        assert response.context["total"] == len(rows)
        return rows

    assert len(keys()) == 2
    for query in (
        {"tier": "low"}, {"label": "payments"}, {"owner": analyst.pk},
        {"label": "payments", "tier": "low", "kind": "overdue"},
    ):  # fmt: skip
        assert keys(**query) == [here.pk]
    assert len(keys(person=analyst.pk)) == 2
    assert len(keys(period=30)) == 2

    shown = client.get(page, {"whose": "team", "tier": "low"}).content.decode()
    assert 'href="?whose=mine&amp;tier=low"' in shown
    assert 'name="whose" value="team"' in shown
    assert 'href="?whose=team"' in shown  # without what narrows
    assert "Tier: Low" in shown
