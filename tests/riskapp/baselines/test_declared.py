import datetime

import pytest

from riskapp.baselines.agreed import AgreedHosts, OfficeHours
from riskapp.baselines.declared import (
    NO_LIMITS,
    Breach,
    DeclaredLimits,
    limit_rules,
    limits_of,
    with_agreed,
)
from riskapp.baselines.model import MEASURES, AgentDay
from riskapp.shipped.core import core_document

DAY = datetime.date(2026, 1, 5)
HOSTS = {"anthropic": ["anthropic.com", "claude.ai"], "openai": ["openai.com"]}


def day(**seen):
    return AgentDay("bot", DAY, seen)


def test_the_rules_name_questions_and_answers_that_there_are():
    rules, document = limit_rules(), core_document()

    assert rules.questionnaire == document.id
    assert set(rules.touches) == set(MEASURES)
    for rule in rules.limits.values():
        question = document.questions[rule["question"]]
        codes = {
            code for key in ("is", "only", "without") for code in rule.get(key, ())
        }
        assert codes <= set(question.choices)
    assert {*rules.touches.values(), *rules.provider} <= set(document.questions)
    assert all(document.questions[code].repeated for code in rules.touches.values())


@pytest.mark.parametrize(
    ("answers", "limits"),
    [
        ({}, {}),
        ({"T-08": ["code_read", "net"]}, {"writes": "T-08"}),
        ({"T-08": ["code_read"]}, {"writes": "T-08", "host": "T-08"}),
        ({"T-08": ["code_read", "pr_create", "net"]}, {}),
        ({"T-08": ["unknown"]}, {}),
        ({"T-08": {"not_applicable": "none"}}, {}),
        ({"T-05": "edit"}, {"night": "T-05"}),
        ({"T-05": "unattended"}, {}),
        ({"T-07": "none", "T-11": "none"}, {"repository": "T-07", "credential": "T-11"}),
        ({"T-07": "unknown", "T-11": "key"}, {}),
    ],
)  # fmt: skip
def test_answers_set_limits(answers, limits):
    assert limits_of(answers, HOSTS).questions == limits


def test_a_host_counts_as_named_by_its_provider_or_by_any_text():
    answers = {
        "T-02": "Anthropic PBC",
        "T-08": ["code_read"],
        "T-17": "see https://Tickets.Example.org/x, or mail anna@private.example",
    }

    limits = limits_of(answers, HOSTS)

    assert limits.hosts == {"anthropic.com", "claude.ai", "tickets.example.org"}
    seen = {
        "api.anthropic.com:443": 1,
        "tickets.example.org": 1,
        "notanthropic.com": 2,
        "anthropic.com.evil.example": 3,
    }
    assert limits.breaches(day(external_hosts=seen)) == [
        Breach("host", "anthropic.com.evil.example", 3),
        Breach("host", "notanthropic.com", 2),
    ]


def test_a_write_by_an_agent_that_reads_only_goes_beyond_what_was_declared():
    limits = limits_of({"T-08": ["code_read", "net"]}, {})

    assert limits.breaches(day(records_written={"": 2})) == [Breach("writes", "", 2)]
    assert limits.breaches(day(records_written={"": 0}, records_read={"": 9})) == []


def test_it_is_night_where_it_is_night_in_every_place_summer_and_winter():
    utc = limits_of({"T-05": "edit"}, {})
    both = limits_of({"T-05": "edit"}, {}, ["Europe/Belgrade"])

    assert utc.night == {22, 23, 0, 1, 2, 3, 4}
    assert both.night == {21, 22, 23, 0, 1, 2}
    assert utc.breaches(day(hours={"2": 3, "23": 4, "9": 9})) == [Breach("night", "", 7)]  # fmt: skip
    assert utc.breaches(day(hours={"9": 9})) == []


def test_repositories_and_credentials_are_told_by_name():
    limits = DeclaredLimits({"repository": "T-07", "credential": "T-11"})

    assert limits.breaches(day(repositories={"b": 1, "a": 2}, credentials={"k": 3})) == [
        Breach("repository", "a", 2),
        Breach("repository", "b", 1),
        Breach("credential", "k", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("API.Example.com", {"api.example.com"}),
        ("https://a.b-c.example:8080/x?y", {"a.b-c.example"}),
        ("(see x.io, y.dev)", {"x.io", "y.dev"}),
        ("localhost, 10.0.0.1 or version 3.11", set()),
        ("anna.meyer@mail.example", set()),
        ("so.long", {"so.long"}),
        ("a.x", set()),
    ],
)
def test_a_host_in_a_text_is_a_name_with_dots_that_is_no_address(text, hosts):
    assert limits_of({"T-17": text, "T-19": ["b.example"]}, {}).hosts == hosts


def test_a_provider_is_found_by_whole_words_in_the_answers_that_name_it():
    named = {"T-01": "Claude Code", "T-02": "ANTHROPIC, via openai-like"}

    assert limits_of(named, HOSTS).hosts == {
        "anthropic.com", "claude.ai", "openai.com",
    }  # fmt: skip
    assert limits_of({"T-01": "openai"}, HOSTS).hosts == {"openai.com"}
    assert (
        limits_of({"T-02": "openaix xopenai", "T-03": "openai"}, HOSTS).hosts == set()
    )
    assert limits_of({"T-02": "a+b"}, {"a+b": ["a.b"], "aab": ["c.d"]}).hosts == {"a.b"}


def test_a_host_is_named_with_its_port_its_last_dot_and_what_lies_below_it():
    limits = DeclaredLimits({"host": "T-08"}, hosts=frozenset({"example.com"}))
    seen = {
        "example.com": 1,
        "example.com.": 1,
        "example.com.:443": 1,
        "a.b.example.com:443": 1,
        "com": 2,
        "example.org:443": 3,
    }

    assert limits.breaches(day(external_hosts=seen)) == [
        Breach("host", "com", 2),
        Breach("host", "example.org:443", 3),
    ]


@pytest.mark.parametrize(
    ("zones", "night"),
    [
        ([], set(range(24))),
        (["UTC"], {22, 23, 0, 1, 2, 3, 4}),
        (["Asia/Kolkata"], {16, 17, 18, 19, 20, 21, 22}),
        (["America/New_York"], {3, 4, 5, 6, 7, 8}),
        (["UTC", "Asia/Tokyo"], set()),
    ],
)
def test_night_is_counted_in_hours_of_utc(zones, night):
    assert limits_of({}, {}, zones).night == night


def test_who_declared_nothing_has_no_limits():
    nothing = DeclaredLimits()
    seen = day(records_written={"": 9}, hours={"2": 9}, external_hosts={"a.example": 1})

    assert (nothing.questions, nothing.hosts, nothing.night) == (
        {},
        frozenset(),
        frozenset(),
    )
    assert nothing.breaches(seen) == []


def test_the_rules_are_as_they_are_shipped():
    rules = limit_rules()

    assert rules.provider == ("T-01", "T-02")
    assert rules.questionnaire == "ai-toolchain-partner"
    assert {name: rule["question"] for name, rule in rules.limits.items()} == {
        "writes": "T-08",
        "night": "T-05",
        "host": "T-08",
        "repository": "T-07",
        "credential": "T-11",
    }
    assert rules.touches["external_hosts"] == "T-18"


def with_hours(*hours, **more):
    return day(hours={str(hour): 2 for hour in hours}, **more)


def test_what_was_agreed_about_hours_counts_instead_of_the_night():
    limits = limits_of({"T-05": "edit"}, HOSTS)
    office = OfficeHours(8, 18, since=DAY)

    agreed = with_agreed(limits, office, None)

    assert agreed.questions == {"night": "T-05", "office": "T-05"}
    assert agreed.breaches(with_hours(3, 9, 19)) == [Breach("office", "", 4)]
    assert agreed.hours_beyond("office", with_hours(3, 9, 19)) == {3: 2, 19: 2}
    before = AgentDay("bot", DAY - datetime.timedelta(days=1), {"hours": {"3": 1}})
    assert agreed.breaches(before) == [Breach("night", "", 1)]


def test_what_was_agreed_about_hosts_counts_instead_of_open_access():
    limits = limits_of({"T-08": ["code_read"], "T-02": "OpenAI"}, HOSTS)
    hosts = AgreedHosts(frozenset({"example.com"}), since=DAY)
    seen = {"api.example.com:443": 1, "api.openai.com": 1, "else.example.net": 3}

    agreed = with_agreed(limits, None, hosts)

    assert agreed.breaches(day(external_hosts=seen)) == [
        Breach("agreed", "else.example.net", 3)
    ]
    before = AgentDay("bot", DAY - datetime.timedelta(days=1), {"external_hosts": seen})
    assert agreed.breaches(before) == [Breach("host", "else.example.net", 3)]


def test_what_was_agreed_holds_where_nobody_answered():
    agreed = with_agreed(
        NO_LIMITS, OfficeHours(8, 18), AgreedHosts(frozenset({"a.example"}))
    )

    found = agreed.breaches(with_hours(20, external_hosts={"b.example": 1}))

    assert found == [Breach("office", "", 2), Breach("agreed", "b.example", 1)]
    assert agreed.questions == {"office": "T-05", "agreed": "T-18"}
