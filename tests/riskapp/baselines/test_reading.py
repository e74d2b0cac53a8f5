import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.baselines.model import MEASURES, AgentActivity, AgentDay
from riskapp.baselines.reading import (
    activity_data,
    activity_from,
    is_activity,
    read_activity,
)
from riskapp.baselines.writing import lines_of
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits
from tests.data.activity import SOURCE
from tests.test_schemas import checked

HEAD = {
    "format": "riskapp-activity",
    "version": 1,
    "from": "2026-01-01",
    "until": "2026-01-31",
}
ROW = {
    "agent": "bot",
    "day": "2026-01-05",
    "measure": "records_read",
    "value": 7,
    "source": SOURCE,
}
REPOSITORY = ROW | {"measure": "repositories", "value": "example/a", "count": 3}


def content(*rows, head=HEAD):
    lines = [row if isinstance(row, str) else json.dumps(row) for row in (head, *rows)]
    return "\n".join(lines).encode()


def refused(given, **more):
    with pytest.raises(EvidenceFileRefused) as caught:
        read_activity(given, "activity.jsonl", **more)
    return str(caught.value)


def test_rows_become_days_of_agents():
    read = read_activity(content(ROW, REPOSITORY, ROW | {"day": "2026-01-06"}), "a")

    assert read.first == datetime.date(2026, 1, 1)
    assert read.last == datetime.date(2026, 1, 31)
    assert (read.agents, read.sources) == (["bot"], [SOURCE])
    assert [(one.agent, one.day.day, one.seen) for one in read.days] == [
        ("bot", 5, {"records_read": {"": 7}, "repositories": {"example/a": 3}}),
        ("bot", 6, {"records_read": {"": 7}}),
    ]


def test_the_same_from_several_sources_is_added_up():
    other = {"source": f"sha256:{'b' * 64}"}

    read = read_activity(content(ROW, ROW | other, REPOSITORY, REPOSITORY | other), "a")

    [one] = read.days
    assert one.total("records_read") == 14
    assert one.names("repositories") == {"example/a": 6}
    assert len(read.sources) == 2


def test_a_name_without_a_count_occurred_once_and_hosts_are_small_letters():
    host = ROW | {"measure": "external_hosts", "value": "API.Example.com:443"}
    hour = ROW | {"measure": "hours", "value": 23}

    [one] = read_activity(content(host, hour), "a").days

    assert one.names("external_hosts") == {"api.example.com:443": 1}
    assert one.names("hours") == {"23": 1}


def test_lines_may_end_as_they_do_elsewhere_and_be_empty():
    given = b"\xef\xbb\xbf" + content(ROW).replace(b"\n", b"\r\n\r\n") + b"\r\n"

    assert read_activity(given, "a").days


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (b" ", "activity.jsonl:1: the file is empty"),
        (content(), ":1: the file holds no entries"),
        (content(ROW, head=HEAD | {"version": 2}), ":1: a version that is not known"),
        (content(ROW, head=HEAD | {"version": True}), ":1: a version that is not known"),
        (content(ROW, head=ROW), ":1: the first line names no format"),
        (content(ROW, head=HEAD | {"host": "x"}), ":1: a key that is not known"),
        (content(ROW, head=HEAD | {"until": "2025-12-31"}), ":1: “until” is before"),
        (content(ROW, head=HEAD | {"from": "2024-01-01"}), ":1: the file spans too many"),
        (content(ROW, head=HEAD | {"from": "2026-02-30"}), ":1: “from” is no day"),
        (content(ROW, head=HEAD | {"from": "1900-01-01"}), ":1: “from” is no day"),
        (content(ROW, "[1]"), ":3: the line is no object"),
        (content(ROW, "{"), ":3: the line is no JSON"),
        (content("[" * 1900), ":2: the line is no JSON"),
        (content('{"a": NaN}'), ":2: the line is no JSON"),
        (content('{"agent": "a", "agent": "b"}'), ":2: a key stands twice"),
        (content("x" * 2001), ":2: the line is too long, expected at most 2000"),
        (content(ROW | {"day": "2026-02-01"}), ":2: the day is outside the days"),
        (content(ROW | {"day": "20260105"}), ":2: “day” is no day"),
        (content(ROW | {"day": 5}), ":2: “day” is no day"),
        (content(ROW | {"measure": "mood"}), ":2: a measure that is not known"),
        (content(ROW | {"measure": []}), ":2: a measure that is not known"),
        (content(ROW | {"value": -1}), ":2: a number that counts nothing"),
        (content(ROW | {"value": 1.5}), ":2: a number that counts nothing"),
        (content(ROW | {"value": True}), ":2: a number that counts nothing"),
        (content(ROW | {"value": 10**13}), ":2: a number that counts nothing"),
        (content(ROW | {"value": "7"}), ":2: a number that counts nothing"),
        (content(ROW | {"count": 7}), ":2: a key that is not known"),
        (content(ROW | {"source": "x"}), ":2: “source” is no digest"),
        (content(ROW | {"source": "a" * 64}), ":2: “source” is no digest"),
        (content(ROW | {"source": None}), ":2: “source” is no digest"),
        (content(ROW | {"agent": ""}), ":2: “agent” is no name"),
        (content(ROW | {"agent": 1}), ":2: “agent” is no name"),
        (content(ROW | {"agent": "a" * 201}), ":2: “agent” is too long"),
        (content(ROW | {"agent": "a\nb"}), ":2: “agent” has more than one line"),
        (content(ROW | {"agent": "\ud800"}), ":2: “agent” has more than one line"),
        (content(ROW | {"agent": "anna@example.com"}), ":2: the agent is named like a person"),
        (content({key: ROW[key] for key in ("agent", "measure")}), ":2: “day” is missing"),
        (content(REPOSITORY | {"count": 0}), ":2: a number that counts nothing"),
        (content(REPOSITORY | {"value": "anna@example.com"}), ":2: “value” is like a person"),
        (content(REPOSITORY | {"measure": "external_hosts", "value": "a/b"}), ":2: “value” is no host"),
        (content(REPOSITORY | {"measure": "hours", "value": 24}), ":2: “value” is no hour"),
        (content(REPOSITORY | {"measure": "hours", "value": "9"}), ":2: “value” is no hour"),
        (content(ROW | {"agent": "a\u202eb"}), ":2: a mark that changes the direction"),
        (content(ROW | {"agent": "a\x00b"}), ":2: a NUL character, written as an escape"),
        (content(ROW) + b"\x00", ":2: the file holds a NUL character"),
        (b"PK\x03\x04", ":1: a packed file"),
        (content(ROW) + b"\xff", ":2: the file is not text in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_not_exactly_that_is_refused_with_its_line(given, fault):
    assert fault in refused(given)


def test_the_size_of_a_file_is_limited():
    assert "the file has" in refused(content(ROW), limits=Limits(bytes=100))
    assert read_activity(content(ROW), "a", Limits(bytes=len(content(ROW))))


def test_what_goes_to_another_process_comes_back_as_it_was():
    given = read_activity(content(ROW, REPOSITORY, ROW | {"agent": "zwei"}), "a")

    data = json.loads(json.dumps(activity_data(given)))

    assert activity_from(data) == given
    assert list(data) == ["from", "until", "days", "sources"]
    assert data["days"][1] == ["zwei", "2026-01-05", {"records_read": {"": 7}}]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (998, ""),
        (999, "activity.jsonl:1000: the file takes too long to read, expected at most -1 seconds"),
        (2000, "activity.jsonl:1000: the file takes too long to read, expected at most -1 seconds"),
    ],
)  # fmt: skip
def test_after_each_thousand_rows_it_is_asked_whether_it_takes_too_long(rows, said):
    given, limits = content(*[ROW] * rows), Limits(seconds=-1)

    if said:
        assert refused(given, limits=limits) == said
    else:
        assert read_activity(given, "a", limits).days


def agents(count):
    return content(*(ROW | {"agent": f"bot {at}"} for at in range(count)))


def names(count):
    return content(*(REPOSITORY | {"value": f"a/{at}"} for at in range(count)))


@pytest.mark.parametrize(
    ("rows", "limits", "said"),
    [
        (agents(500), {}, ""),
        (agents(501), {}, "a:502: too many agents, expected at most 500"),
        (names(200), {}, ""),
        (names(201), {}, "a:202: too many names for one agent and day, expected at most 200"),
        (content(ROW, ROW), {"rows": 3}, ""),
        (content(ROW, ROW), {"rows": 2}, "a:3: too many entries, expected at most 2"),
        (content(ROW | {"agent": "a" * 200}), {}, ""),
        (content(ROW | {"agent": "a" * 201}), {}, "a:2: “agent” is too long, expected at most 200 characters"),
        (content(REPOSITORY | {"value": "a" * 201}), {}, "a:2: “value” is too long, expected at most 200 characters"),
        (content(REPOSITORY | {"measure": "external_hosts", "value": f"{'a' * 198}.b"}), {}, ""),
        (content(" " * 10 + json.dumps(ROW)), {"line": 10 + len(json.dumps(ROW))}, ""),
        (content(" " * 11 + json.dumps(ROW)), {"line": 10 + len(json.dumps(ROW))},
         f"a:2: the line is too long, expected at most {10 + len(json.dumps(ROW))} characters"),
        (content(ROW, head=HEAD | {"from": "2024-12-28"}), {}, ""),
        (content(ROW, head=HEAD | {"from": "2024-12-27"}), {}, "a:1: the file spans too many days, expected at most 400"),
        (content(ROW | {"day": "2000-01-01"}, head=HEAD | {"from": "2000-01-01", "until": "2000-01-01"}), {}, ""),
        (content(ROW | {"day": "2199-12-31"}, head=HEAD | {"from": "2199-12-31", "until": "2199-12-31"}), {}, ""),
        (content(ROW, head=HEAD | {"from": "1999-12-31"}), {}, "a:1: “from” is no day, expected a day such as 2026-11-29"),
        (content(ROW, head=HEAD | {"until": "2200-01-01"}), {}, "a:1: “until” is no day, expected a day such as 2026-11-29"),
        (content(ROW, head=HEAD | {"until": "2025-12-31"}), {},
         "a:1: “until” is before “from”, expected a first day and a last day"),
        (content(ROW | {"day": "2025-12-31"}), {},
         "a:2: the day is outside the days of the first line, expected 2026-01-01 to 2026-01-31"),
        (content(ROW | {"agent": " \t"}), {}, "a:2: “agent” is no name, expected text"),
        (content(ROW | {"agent": "a\u2028b"}), {}, "a:2: “agent” has more than one line, expected one line of text"),
        (content(ROW | {"agent": "a@b"}), {},
         "a:2: the agent is named like a person's address, expected the name of an agent"),
        (content(REPOSITORY | {"value": "a@b"}), {},
         "a:2: “value” is like a person's address, expected a name without it"),
        (content(REPOSITORY | {"value": "a/b@c"}), {}, ""),
        (content(REPOSITORY | {"value": 3}), {}, "a:2: “value” is no name, expected text"),
        (content(REPOSITORY | {"measure": "external_hosts", "value": 3}), {}, "a:2: “value” is no name, expected text"),
        (content(REPOSITORY | {"measure": "external_hosts", "value": "a..b"}), {},
         "a:2: “value” is no host, expected a host such as api.example.com"),
        (content(REPOSITORY | {"measure": "hours", "value": -1}), {},
         "a:2: “value” is no hour, expected a whole number from 0 to 23, in UTC"),
        (content(REPOSITORY | {"measure": "hours", "value": 0}), {}, ""),
        (content(REPOSITORY | {"measure": "hours", "value": True}), {},
         "a:2: “value” is no hour, expected a whole number from 0 to 23, in UTC"),
        (content(), {}, "a:1: the file holds no entries, so it shows nothing, expected entries"),
        (content("[1"), {}, "a:2: the line is no JSON, expected one object in one line"),
        (content('{"a": 1, "a": 1}'), {}, "a:2: a key stands twice, expected each key once"),
        (b"\n", {}, "a:1: the file is empty, expected what the tool exported"),
        (b"\xef\xbb\xbf\n", {}, "a:1: the file is empty, expected a first line with the format"),
    ],
)  # fmt: skip
def test_each_limit_is_reached_before_it_is_refused_in_these_words(rows, limits, said):
    assert words_about(rows, Limits(**({"line": 2000} | limits))) == said


def words_about(given, limits):
    try:
        read = read_activity(given, "a", limits)
    except EvidenceFileRefused as error:
        return str(error)
    return "" if read.days else "nothing"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (json.dumps(HEAD), True),
        ("\ufeff " + json.dumps(HEAD), True),
        (json.dumps({"version": 1, "format": "riskapp-activity"}), True),
        (json.dumps(HEAD | {"format": "riskapp-inventory"}), False),
        (json.dumps({"a": {}, "format": "riskapp-activity"}), False),
        ("", False),
    ],
)
def test_how_a_file_begins_says_whether_it_means_to_be_one(start, expected):
    assert is_activity(start) is expected


def values(measure):
    if measure == "hours":
        return st.integers(0, 23).map(str)
    if measure == "external_hosts":
        return st.sampled_from(["a.example", "api.b.example:443", "localhost"])
    if measure in ("repositories", "tools", "credentials"):
        return st.text("abc/-ä", min_size=1, max_size=9)
    return st.just("")


seen = st.fixed_dictionaries(
    {},
    optional={
        measure: st.dictionaries(
            values(measure), st.integers(1, 10**12), min_size=1, max_size=2
        )
        for measure in MEASURES
    },
).filter(bool)


@given(st.dictionaries(st.tuples(st.sampled_from(["bot", "zwei Wörter", "x/y-[bot]"]), st.integers(0, 30)), seen, min_size=1, max_size=2))  # fmt: skip
def test_what_was_written_is_read_again_and_has_the_shape_that_is_promised(days):
    first = datetime.date(2026, 1, 1)
    given = AgentActivity(
        first,
        datetime.date(2026, 1, 31),
        [
            AgentDay(agent, first + datetime.timedelta(days=at), found)
            for (agent, at), found in sorted(days.items())
        ],
        [SOURCE],
    )
    lines = list(lines_of(given, SOURCE))

    read = read_activity("".join(lines).encode(), "a")

    assert read == given
    assert is_activity(lines[0])
    assert not [fault for line in lines for fault in checked("riskapp-activity", json.loads(line))]  # fmt: skip


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_whatever_stands_behind_the_first_line_gets_a_clear_word(garbage):
    try:
        read = read_activity(content(ROW) + b"\n" + garbage, "a")
    except EvidenceFileRefused as error:
        line = error.faults[0].line
    else:
        line = len(read.days)

    assert line >= 1
