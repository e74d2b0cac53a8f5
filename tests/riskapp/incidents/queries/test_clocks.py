"""The clocks of the law: data with exact words, counted from becoming aware."""

import datetime

import pytest
from django.utils import translation

from questionnaires.document.errors import DocumentError
from questionnaires.document.parsing import read_source
from riskapp.incidents.models import Incident
from riskapp.incidents.queries.clocks import (
    legal_clocks,
    parse_clocks,
    quotes_in,
    running,
)
from riskapp.scoring.languages import provision

AWARE = datetime.datetime(2026, 1, 31, 9, 30, tzinfo=datetime.UTC)


def ends(clock_id):
    incident = Incident(aware_at=AWARE)
    return next(
        one for one in running(incident, AWARE) if one.clock.id == clock_id
    ).ends_at


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("nis2-early-warning", "2026-02-01T09:30"),
        ("nis2-notification", "2026-02-03T09:30"),
        ("nis2-final", "2026-03-03T09:30"),
        ("gdpr-notification", "2026-02-03T09:30"),
        ("dora-initial", "2026-02-01T09:30"),
        ("dora-intermediate", "2026-02-04T09:30"),
        ("dora-final", "2026-03-04T09:30"),
        ("cra-early-warning", "2026-02-01T09:30"),
        ("cra-notification", "2026-02-03T09:30"),
        ("cra-final", "2026-03-03T09:30"),
    ],
)
def test_each_clock_ends_when_its_words_say(clock, expected):
    assert ends(clock).isoformat()[:16] == expected


def test_a_clock_that_follows_another_says_that_it_is_the_latest_moment():
    found = {
        one.clock.id: one.is_latest for one in running(Incident(aware_at=AWARE), AWARE)
    }

    assert found["nis2-final"]
    assert not found["nis2-early-warning"]


def test_what_is_left_is_counted_and_never_below_nothing():
    incident = Incident(aware_at=AWARE)
    [first, *_] = running(incident, AWARE + datetime.timedelta(hours=2, minutes=1))
    assert (first.hours_left, first.is_over) == (21, False)

    [first, *_] = running(incident, AWARE + datetime.timedelta(hours=25))
    assert (first.hours_left, first.is_over) == (0, True)


@pytest.mark.parametrize("clock", [c for c in legal_clocks() if c.verified.startswith("as criterion")], ids=lambda c: c.id)  # fmt: skip
def test_words_taken_from_a_criterion_are_its_words(clock):
    known = provision(clock.verified.rpartition(" ")[2])

    assert known is not None
    assert (clock.quote, clock.ref) == (known.quote, known.ref)


def test_every_clock_names_its_provision_source_and_proof():
    for clock in legal_clocks():
        assert clock.url.startswith("https://eur-lex.europa.eu/eli/")
        assert clock.ref.startswith("Art. ")
        assert clock.quote
        assert clock.verified


@pytest.mark.parametrize("change", [{"after": "nothing"}, {"hours": 0}, {"hours": "x"}])
def test_a_clock_that_cannot_run_is_refused(change):
    with pytest.raises(DocumentError):
        parse_clocks(read_source(_one(**change), "clocks.yaml"))


def _one(**change):
    fields = {
        "id": "a-clock",
        "law": "X",
        "ref": "Art. 1",
        "step": "s",
        "after": "aware",
    }
    fields |= {
        "who": "w",
        "quote": "q",
        "source": "s",
        "url": "https://x.example",
        "verified": "v",
    }
    fields |= {"hours": 1} if "months" not in change else {}
    lines = "\n".join(
        f"    {name}: {value}" for name, value in (fields | change).items()
    )
    text = f"schema: incident-clocks/1\nas_of: '2026-11-29'\nclocks:\n  -\n{lines}\n"
    return text.encode()


def test_words_of_the_law_are_read_in_german_where_they_were_verified():
    clocks = {one.clock.id: one for one in running(Incident(aware_at=AWARE), AWARE)}

    with translation.override("de"):
        known, missing = clocks["gdpr-notification"], clocks["nis2-early-warning"]
        assert known.quote.startswith("meldet der Verantwortliche unverzüglich")
        assert (known.quote_language, known.is_in_english_only) == ("de", False)
        assert missing.quote == missing.clock.quote
        assert (missing.quote_language, missing.is_in_english_only) == ("en", True)
    with translation.override("en"):
        assert clocks["gdpr-notification"].quote == known.clock.quote
        assert not clocks["gdpr-notification"].is_in_english_only


def test_a_quote_that_scoring_verified_too_is_the_same():
    assert quotes_in("de")["gdpr-notification"] == provision("GDPR-33.1", "de").quote


def test_another_language_has_no_words_of_its_own():
    assert quotes_in("pl") == quotes_in("en") == quotes_in("../x") == {}


def test_each_place_in_the_law_is_cited_as_germans_cite_it():
    with translation.override("de"):
        cited = {clock.id: translation.gettext(clock.ref) for clock in legal_clocks()}
        sources = [translation.gettext(clock.source) for clock in legal_clocks()]

    assert not [words for words in (*cited.values(), *sources) if ")(" in words or "Reg" in words]  # fmt: skip
    assert cited["dora-initial"] == (
        "Art. 19 Abs. 4 Buchst. a; Verordnung (EU) 2025/301, Art. 5 Abs. 1 Buchst. a"
    )
