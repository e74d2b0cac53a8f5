"""What may be said about hours and hosts that were agreed."""

import pytest

from riskapp.activity.forms import MAX_HOSTS, AgreedForm

WHOLE = {"tool": "", "since": "2026-09-01", "zone": "UTC"}


def given(**more):
    form = AgreedForm({**WHOLE, **more}, tools=["a bot"])
    return form, form.is_valid()


def test_hosts_are_named_once_without_ports():
    form, is_valid = given(hosts="API.example.com:443, b.example\napi.example.com.")

    assert is_valid
    assert form.cleaned_data["hosts"] == ["api.example.com", "b.example"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, "__all__"),
        ({"hours_from": "8"}, "hours_until"),
        ({"hours_until": "8"}, "hours_from"),
        ({"hours_from": "8", "hours_until": "8"}, "hours_until"),
        ({"hours_from": "24", "hours_until": "8"}, "hours_from"),
        ({"hosts": "localhost"}, "hosts"),
        ({"hosts": " ".join(f"h{n}.example" for n in range(MAX_HOSTS + 1))}, "hosts"),
        ({"hosts": "a.example", "tool": "another bot"}, "tool"),
    ],
)
def test_what_says_nothing_or_cannot_be_is_refused(more, field):
    form, is_valid = given(**more)

    assert not is_valid
    assert field in form.errors


def test_hours_go_over_midnight_too():
    form, is_valid = given(hours_from="22", hours_until="6", tool="a bot")

    assert is_valid
    assert form.cleaned_data["hosts"] == []
