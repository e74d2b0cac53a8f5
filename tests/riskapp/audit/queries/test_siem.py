import datetime
import json

import pytest

from riskapp.audit.models import AuditEntry
from riskapp.audit.queries.siem import cef_line, ocsf_line, ocsf_of


def entry(**more):
    facts = {
        "pk": 7,
        "position": 3,
        "at": datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC),
        "actor_label": "ana@buyer.example",
        "ip": "192.0.2.1",
        "user_agent": "curl/8",
        "action": "vendor registered",
        "object_type": "vendors.vendor",
        "object_id": "4711",
        "object_label": "Kestrel",
        "after": {"name": "Kestrel"},
        "hash": "ab",
        "previous_hash": "",
    }
    return AuditEntry(**facts | more)


def test_an_entry_is_an_ocsf_event_with_what_its_class_requires():
    event = json.loads(ocsf_line(entry()))

    assert event["class_uid"] == 3004
    assert event["type_uid"] == 300401
    assert event["time"] == 1796040000000
    assert event["metadata"]["version"] == "1.3.0"
    assert event["actor"]["user"]["name"] == "ana@buyer.example"
    assert event["entity"]["uid"] == "4711"
    assert event["src_endpoint"] == {"ip": "192.0.2.1"}


@pytest.mark.parametrize(
    ("action", "activity"),
    [
        ("vendor changed", 3), ("API client revoked", 4), ("report downloaded", 2),
        ("break-glass account used", 99),
    ],
)  # fmt: skip
def test_what_happened_has_the_number_of_its_kind(action, activity):
    event = ocsf_of(entry(action=action, ip=None, user_agent=""))

    assert event["activity_id"] == activity
    assert ("activity_name" in event) == (activity == 99)
    assert not {"src_endpoint", "http_request"} & set(event)


def test_an_entry_is_one_line_of_cef():
    line = cef_line(entry())

    assert line.startswith(
        "CEF:0|riskapp|riskapp|1|vendor-registered|vendor registered|3|rt=1796040000000 "
    )
    assert "suser=ana@buyer.example src=192.0.2.1 " in line
    assert line.endswith('msg={"name": "Kestrel"}\n')


def test_no_text_of_a_person_begins_another_event_or_field():
    hostile = "a|b\\c=d\r\nCEF:0|x\u2028y"

    line = cef_line(entry(actor_label=hostile, action=hostile, ip="2001:db8::1"))

    assert line.count("\n") == 1
    assert "\r" not in line
    assert "|a\\|b\\\\c=d  CEF:0\\|x y|3|" in line
    assert "suser=a|b\\\\c\\=d  CEF:0|x y c6a2Label=" in line
    assert "c6a2=2001:db8::1" in line
