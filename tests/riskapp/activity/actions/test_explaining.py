import pytest

from riskapp.activity.actions.explaining import explain
from riskapp.activity.choices import AlertState
from riskapp.activity.errors import NotToExplain
from riskapp.activity.models import ActivityAlert
from riskapp.audit.models import AuditEntry
from tests.riskapp.activity.conftest import changed, days


@pytest.fixture
def alert(dropped):
    dropped(changed(days(40), "records_written", "", 3))
    return ActivityAlert.objects.get()


def test_an_alert_is_explained_with_a_reason_by_somebody(world, scored, alert):
    explain(scored, alert, reason="A move.", peak=3, by=world.analyst)

    alert.refresh_from_db()
    assert (alert.state, alert.reason, alert.explained_by, alert.explained_peak) == (
        AlertState.EXPLAINED, "A move.", world.analyst, 3,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="unusual activity explained")
    assert entry.before == {"state": "open"}
    assert entry.after["reason"] == "A move."


def test_what_was_explained_is_not_explained_again(world, scored, alert):
    explain(scored, alert, reason="A move.", peak=3, by=world.analyst)

    with pytest.raises(NotToExplain):
        explain(scored, alert, reason="Another.", peak=3, by=world.analyst)


def test_more_than_somebody_looked_at_is_not_explained(world, scored, alert):
    with pytest.raises(NotToExplain):
        explain(scored, alert, reason="A move.", peak=2, by=world.analyst)
