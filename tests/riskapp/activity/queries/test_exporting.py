import json
import subprocess

import pytest

from questionnaires.queries import answer_set_of
from riskapp.activity.actions.explaining import explain
from riskapp.activity.models import ActivityAlert
from riskapp.activity.queries.exporting import json_lines, ocsf
from riskapp.activity.queries.overview import activity_of
from riskapp.settings.base import ROOT
from tests.riskapp.activity.conftest import AGENT, changed, days


@pytest.fixture
def alerts(scored, dropped):
    def read():
        return activity_of(scored, answer_set_of(scored.response)).alerts

    given = changed(days(40), "records_written", "", 3)
    dropped(changed(given, "repositories", "example/secret", 2))
    return read


def test_an_alert_is_a_detection_finding_of_ocsf(scored, alerts):
    by_kind = {one["finding_info"]["types"][0]: one for one in ocsf(alerts(), scored)}

    one = by_kind["writes: records_written"]
    assert (one["class_uid"], one["category_uid"], one["type_uid"]) == (2004, 2, 200401)
    assert (one["severity_id"], one["status_id"]) == (4, 1)
    assert one["metadata"]["version"] == "1.6.0"
    assert one["resources"][0]["name"] == AGENT
    assert one["finding_info"]["first_seen_time"] == 1791590400000
    assert one["evidences"][0]["data"]["peak"] == 3
    assert by_kind["new: repositories"]["severity_id"] == 3
    assert "comment" not in one


def test_what_was_explained_is_closed_with_its_reason(world, scored, alerts):
    alert = ActivityAlert.objects.get(kind="writes")
    explain(scored, alert, reason="A move.", peak=3, by=world.analyst)

    [one] = [found for found in ocsf(alerts(), scored) if "comment" in found]

    assert (one["activity_id"], one["type_uid"], one["status_id"]) == (3, 200403, 4)
    assert one["comment"] == "A move."


def test_findings_are_read_by_a_program_that_did_not_write_them(
    world, scored, alerts, tmp_path
):
    """py-ocsf-models holds the classes and objects of OCSF; nothing of ours is unknown there."""
    alert = ActivityAlert.objects.get(kind="writes")
    explain(scored, alert, reason="A move.", peak=3, by=world.analyst)
    file = tmp_path / "alerts.ocsf.json"
    file.write_text(json.dumps(ocsf(alerts(), scored)))

    reader = ROOT / ".venv" / "consumers" / "bin" / "python"
    done = subprocess.run(
        [reader, ROOT / "tests" / "consumers.py", file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {
        "types": ["Create", "Close"],
        "severities": ["Medium", "High"],
        "statuses": ["New", "Resolved"],
        "unknown": [],
    }


def test_lines_hold_words_and_numbers(scored, alerts):
    rows = [json.loads(line) for line in json_lines(alerts(), scored)]

    assert {row["kind"] for row in rows} == {"writes", "new"}
    for row in rows:
        assert row["schema"] == "riskapp-alert 1"
        assert row["agent"] == AGENT
        assert row["text"].startswith(AGENT)
        assert row["peak"] in (2, 3)
