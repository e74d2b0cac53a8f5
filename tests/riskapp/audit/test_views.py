import json

import pytest

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from tests.conftest import make_world


def trail(world, *actions, **words):
    return [
        record(action, world.organisation, organisation=world.organisation, **words)
        for action in actions
    ]


def shown(client, **filters):
    page = client.get("/audit/", filters)
    assert page.status_code == 200
    return [entry.action for entry, *_ in page.context["rows"]]


def test_an_auditor_reads_the_trail_newest_first(world):
    trail(world, "first", "second", by=world.analyst)

    assert shown(world.client("auditor")) == ["second", "first"]


def test_the_trail_of_another_organisation_is_not_shown(world):
    other = make_world("Other")
    trail(other, "secret", by=other.analyst)
    trail(world, "ours", by=world.analyst)

    assert shown(world.client("auditor")) == ["ours"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"person": "ANALYST@"}, ["analysed"]),
        ({"action": "decided"}, ["decided"]),
        ({"kind": "accounts.organisation"}, ["decided", "analysed"]),
        ({"object": "buy"}, ["decided", "analysed"]),
        ({"object": "nothing"}, []),
        ({"since": "2100-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"since": "2000-01-01", "until": "2100-01-01"}, ["decided", "analysed"]),
    ],
)
def test_the_trail_is_narrowed(world, filters, found):
    trail(world, "analysed", by=world.analyst)
    trail(world, "decided", by=world.people["approver"])

    assert shown(world.client("auditor"), **filters) == found


def test_a_day_that_is_none_is_said_in_words(world):
    page = world.client("auditor").get("/audit/", {"since": "yesterday"})

    assert "Enter a valid date." in page.content.decode()


def test_from_where_somebody_came_is_kept(world, settings):
    settings.TRUSTED_PROXIES = 1
    client = world.client("auditor")

    client.get(
        "/audit/export/",
        headers={"x-forwarded-for": "9.9.9.9, 192.0.2.7", "user-agent": "Browser/1"},
    )

    entry = AuditEntry.objects.get()
    assert (entry.ip, entry.user_agent) == ("192.0.2.7", "Browser/1")
    assert "192.0.2.7" in client.get("/audit/").content.decode()


def test_objects_lead_to_their_pages(world):
    assessment = world.assessment(scored=True)

    page = world.client("auditor").get("/audit/").content.decode()

    assert f'href="/assessments/{assessment.pk}/"' in page
    assert f'href="/vendors/{assessment.engagement.vendor_id}/"' in page


def test_a_page_of_administrators_is_a_link_for_them_alone(world):
    trail(world, "settings changed", by=world.analyst)

    for role, is_link in (("administrator", True), ("auditor", False)):
        page = world.client(role).get("/audit/").content.decode()
        table = page[page.index("<table") : page.index("</table>")]
        assert ('href="/settings/"' in table) is is_link


def test_before_and_after_are_shown_and_escaped(world):
    trail(
        world,
        "changed",
        by=world.analyst,
        before={"policy": "code"},
        after={"policy": "<b>link</b>", "ids": [1]},
    )

    page = world.client("auditor").get("/audit/").content.decode()

    assert "<del>code</del>" in page
    assert "<ins>&lt;b&gt;link&lt;/b&gt;</ins>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_needs_the_same_queries_for_any_number_of_entries(
    world, count, django_assert_num_queries
):
    client = world.client("auditor")
    for number in range(count):
        vendor = Organisation.objects.create(name=f"{number}")
        record("made", vendor, organisation=world.organisation, by=world.analyst)
    client.get("/audit/")

    with django_assert_num_queries(6):
        client.get("/audit/")


def test_the_export_has_a_line_for_each_entry_in_order(world):
    trail(world, "first", "second", by=world.analyst)

    answer = world.client("auditor").get("/audit/export/", {"action": "second"})
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert [json.loads(line)["action"] for line in lines] == ["second"]
    assert answer["Content-Type"] == "application/x-ndjson"
    assert AuditEntry.objects.first().action == "audit trail exported"


def test_an_entry_of_many_rows_shows_the_first_and_is_found_by_each(world):
    rows = [
        {
            "action": "vendor registered",
            "object_type": "vendors.vendor",
            "object_id": f"id-{number}",
            "object_label": f"Müller {number}",
            "after": {"country": "IE"},
        }
        for number in range(60)
    ]
    trail(
        world, "vendors imported", by=world.analyst, after={"file": "a", "rows": rows}
    )
    trail(world, "other", by=world.analyst, after={"rows": 60})
    client = world.client("auditor")

    page = client.get("/audit/").content.decode()

    assert "vendor registered: Müller 48" in page
    assert "Müller 49" not in page
    assert "and 11 more; the export has all" in page
    for wanted in ("id-59", "Müller 59"):
        assert shown(client, object=wanted) == ["vendors imported"]
    lines = b"".join(client.get("/audit/export/").streaming_content).decode()
    assert "Müller 59" in lines
