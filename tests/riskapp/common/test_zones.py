"""Days where the organisation is, moments where the person is."""

import datetime

import pytest
from django.utils import timezone, translation

from riskapp.common import zones
from riskapp.common.exports import as_csv
from riskapp.common.templatetags.moments import moment

AT = datetime.datetime(2026, 11, 28, 22, tzinfo=datetime.UTC)


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AT)


def test_days_are_those_of_the_organisation_and_moments_those_of_the_person(now):
    with zones.days_in("Pacific/Auckland", "Asia/Kolkata"):
        assert timezone.localdate() == datetime.date(2026, 11, 29)
        assert "29 November 2026, 03:30 IST" in moment(AT)
    assert timezone.localdate() == datetime.date(2026, 11, 28)
    assert "28 November 2026, 22:00 UTC" in moment(AT)


def test_a_person_without_a_time_zone_has_that_of_the_organisation():
    with zones.days_in("Europe/Berlin"):
        assert moment(AT, "short") == (
            '<time datetime="2026-11-28T22:00:00+00:00" data-form="short">'
            "28 Nov, 23:00 CET</time>"
        )


def test_a_moment_speaks_the_language_of_the_reader():
    with translation.override("de"):
        assert "28. November 2026, 22:00 UTC" in moment(AT)


def test_nothing_is_a_dash():
    assert moment(None) == "–"


def test_a_time_zone_without_letters_is_named_by_what_it_is_apart_from_utc():
    with zones.days_in("America/Sao_Paulo"):
        assert "19:00 UTC-0300" in moment(AT)


def test_a_time_zone_that_this_machine_does_not_know_is_utc():
    assert zones.zone_of("Nowhere/Atlantis").key == "UTC"
    assert zones.zone_of("../../etc/passwd").key == "UTC"


def test_moments_in_a_file_say_their_time_zone():
    with zones.days_in("Asia/Kolkata"):
        text = b"".join(as_csv(["At"], [[AT]])).decode()

    assert "2026-11-29 03:30+05:30" in text
