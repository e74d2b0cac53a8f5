import contextlib
import json
import random
from pathlib import Path

import pytest

from questionnaires.document.values import EntryValue, Filled
from riskapp.evidence.comparing import compare, entries_of
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import CONFIRMS, CONTRADICTS, FILLS, NOT_IN_FILE
from riskapp.scoring.files import answers_in
from riskapp.shipped.core import core_document
from tests.data.evidence.corpus import GITLAB, INSTALLATION, REPORT, TOKEN, samples

EXAMPLE = Path("docs/examples/production-agents.yaml")
BYPASS = {
    "permissions": {"defaultMode": "bypassPermissions", "allow": ["Bash(*)"]},
    "env": {"ANTHROPIC_MODEL": "deepseek-flash"},
}


def filled(entry=None, title="Claude Code", **answers):
    entries = () if entry is None else (EntryValue("1", "TOOL", entry, title),)
    return Filled(answers=answers, entries=entries)


def claims(reader, data, name, answers, belongs=None):
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    reading = reader.read(content, name)
    return compare([reading], core_document(), answers, core_rules(), belongs)


def states(found, question):
    return [claim.state for claim in found if claim.question == question]


def proposed(found, question):
    return [
        claim.proposed
        for claim in found
        if claim.question == question and claim.state == FILLS
    ]


def test_every_question_and_answer_that_a_rule_names_exists():
    document = core_document()
    for known in core_rules().formats:
        for group in known.groups:
            for rule in group.facts:
                for say in rule.says:
                    question = document.questions[say.question]
                    codes = {*say.fits, *say.against, *filter(None, [say.fills])}
                    assert codes <= set(question.choices), (known.id, rule.name, say)
        assert set(known.questions) <= set(document.questions), known.id


def test_a_way_to_sign_in_is_proposed_only_where_the_file_tells_it_from_others():
    for known in core_rules().formats:
        rules = [rule for group in known.groups for rule in group.facts]
        for say in (say for rule in rules for say in rule.says):
            if say.question == "T-11" and say.fills:
                assert say.fits == (say.fills,), known.id


def test_a_tool_knows_a_kind_that_the_questionnaire_offers():
    document = core_document()
    for tool in core_rules().tools:
        assert tool.kind in ("", *document.questions["INV-04"].choices)
        assert set(tool.purposes) <= set(document.questions["T-04"].choices)
        assert tool.provider in ("", *(one.id for one in core_rules().providers))


def test_bypassing_permissions_contradicts_a_person_who_approves(reader):
    answers = filled({"T-02": "Anthropic, PBC, United States", "T-05": "approve"})

    found = claims(reader, BYPASS, ".claude/settings.json", answers)

    first = next(c for c in found if c.fact.name == "approval.mode")
    assert states(found, "T-05") == [CONTRADICTS, CONTRADICTS]
    assert states(found, "T-02") == [CONTRADICTS]
    assert first.text == (
        "T-05 for Claude Code: answered “Runs commands after a person agrees each time”; settings.json:1 /permissions/defaultMode shows "
        "how far the tool acts without a person: never asks (day of the data not stated)."
    )
    assert first.ask.endswith("Which of the two is right?")
    assert (first.proposed, first.level) == ("unattended", "documented")


def test_a_missing_answer_is_filled_and_the_most_severe_is_proposed(reader):
    data = {"permissions": {"defaultMode": "default", "allow": ["Bash(*)"]}}

    found = claims(reader, data, ".claude/settings.json", filled({"T-01": "x"}))

    assert proposed(found, "T-05") == ["unattended"]
    assert proposed(found, "T-08") == [["shell_local"]]


def test_an_answer_that_is_not_known_is_filled_too(reader):
    answers = filled({"T-16": "unknown"})
    server = {"command": "x", "env": {"API_KEY": "Zq81kTr0WmX5vBn2Lp7Yc3Hd9Gs4"}}

    found = claims(reader, {"mcpServers": {"a": server}}, ".mcp.json", answers)

    assert proposed(found, "T-16") == ["file"]


def test_a_tool_that_nobody_listed_is_a_contradiction(reader):
    found = claims(reader, BYPASS, ".claude/settings.json", filled({}, "Cursor"))

    listed = next(claim for claim in found if claim.question == "T-01")
    assert (listed.state, listed.entry, listed.proposed) == (
        CONTRADICTS,
        "",
        "Claude Code",
    )
    assert "no entry for this tool" in listed.text


def test_a_tool_is_found_by_whole_words_in_the_names_of_entries():
    rules = core_rules()

    assert entries_of("cursor", filled({}, "Cursor Business 2.1"), rules)
    assert entries_of("claude-code", filled({}, "Claude-Code (Team)"), rules)
    assert not entries_of("cursor", filled({}, "Precursor"), rules)
    assert not entries_of("cursor", filled({}, "GitHub Copilot"), rules)


def test_what_a_file_does_not_say_is_a_state_of_its_own_and_proves_nothing(reader):
    answers = filled({"T-05": "approve"}, **{"IAA-03": "spec"})

    found = claims(reader, {"mcpServers": {}}, ".mcp.json", answers)

    silent = next(claim for claim in found if claim.question == "IAA-03")
    assert (silent.state, silent.grade, silent.level) == (
        NOT_IN_FILE,
        "says nothing",
        "declared",
    )
    assert CONTRADICTS not in {claim.state for claim in found}


def test_rights_held_and_not_declared_contradict(reader):
    answers = filled({"T-08": ["code_read"], "T-07": "task"}, "Claude")

    found = claims(
        reader,
        {"installations": [INSTALLATION]},
        "installations.json",
        filled({**answers.entries[0].answers}, "Claude Code on GitHub"),
    )

    rights = next(claim for claim in found if claim.question == "T-08")
    assert rights.state == CONTRADICTS
    assert rights.proposed == [
        "ci_config",
        "code_read",
        "code_write_branch",
        "pr_create",
    ]
    assert states(found, "T-07") == [CONTRADICTS]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"value": "365", "unit": "days"}, [CONFIRMS]),
        ({"value": "90", "unit": "days"}, [CONTRADICTS]),
        ({"value": "12", "unit": "hours"}, [CONTRADICTS]),
        ("none", []),
    ],
)
def test_a_token_that_lives_longer_than_the_rule_contradicts(reader, answer, state):
    found = claims(reader, [GITLAB], "tokens.json", filled(**{"IDC-03": answer}))

    assert [one for one in states(found, "IDC-03") if one != NOT_IN_FILE] == state


def test_a_credential_without_an_end_contradicts_every_length(reader):
    answers = filled(**{"IDC-03": {"value": "365", "unit": "days"}})
    forever = {**GITLAB, "expires_at": None}

    found = claims(reader, [forever], "tokens.json", answers)

    assert states(found, "IDC-03") == [CONTRADICTS]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("2024-05-01", [CONFIRMS]),
        ("2023-01-01", [CONFIRMS]),
        ("2026-09-01", [CONTRADICTS]),
        ("2026-11-10", []),  # the report is older than that: it cannot know
        ("per_run", [CONTRADICTS]),
    ],
)
def test_the_day_of_a_key_answers_when_it_was_changed(reader, answer, state):
    answers = filled({"T-14": answer}, "Release agent")

    found = claims(
        reader,
        REPORT.encode(),
        "report.csv",
        answers,
        {"deploy-agent": "Release agent"},
    )

    assert [one for one in states(found, "T-14") if one != NOT_IN_FILE] == state


def test_a_key_of_nobody_known_says_nothing_of_a_tool(reader):
    found = claims(reader, [GITLAB], "gitlab.json", filled({"T-14": "per_run"}))

    assert states(found, "T-14") == [NOT_IN_FILE]


def test_the_example_is_contradicted_where_it_should_be(reader):
    answers = answers_in(EXAMPLE)
    reading = reader.read(json.dumps(BYPASS).encode(), ".claude/settings.json")

    found = compare([reading], answers.document, answers.filled, core_rules())

    said = [claim.question for claim in found if claim.state == CONTRADICTS]
    assert said == ["T-02", "T-05", "T-05", "ACC-02"]


def test_one_configuration_proposes_answers_to_many_questions_of_a_tool(reader):
    data = {
        "permissions": {
            "defaultMode": "acceptEdits",
            "allow": ["Bash(git:*)", "WebFetch", "Read"],
        },
        "model": "opus",
        "env": {"DISABLE_TELEMETRY": "1"},
        "mcpServers": {
            "a": {
                "command": "npx",
                "args": ["a"],
                "env": {"A_TOKEN": "Zq81kTr0WmX5vBn2"},
            }
        },
    }

    found = claims(reader, data, ".claude/settings.json", filled())

    filled_in = {
        c.question for c in found if c.state == FILLS and c.question[:2] == "T-"
    }
    assert filled_in >= {"T-02", "T-04", "T-06", "T-08", "T-10", "T-16", "T-27"}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("auto", [CONTRADICTS]), ("per_run", [CONTRADICTS]), ("manual", [CONFIRMS])],
)
def test_a_key_of_more_than_a_year_is_not_changed_by_itself(reader, answer, state):
    found = claims(reader, REPORT.encode(), "report.csv", filled(**{"IDC-04": answer}))

    assert {claim.fact.about for claim in found if claim.question == "IDC-04"} == {
        "deploy-agent"
    }
    assert set(states(found, "IDC-04")) == set(state)


def test_the_token_of_a_person_says_nothing_of_agents_until_somebody_says_whose_it_is(
    reader,
):
    answers = filled(
        {"T-13": {"value": "30", "unit": "days"}},
        "Claude",
        **{"IDC-03": {"value": "30", "unit": "days"}},
    )

    before = claims(reader, [TOKEN], "tokens.json", answers)
    after = claims(reader, [TOKEN], "tokens.json", answers, {"98": "Claude"})

    assert CONTRADICTS not in {claim.state for claim in before}
    assert states(after, "T-13") == [CONTRADICTS]


def test_a_young_key_says_nothing_of_how_keys_are_changed(reader):
    young = {**GITLAB, "last_used_at": "2026-02-19T19:00:00.000Z"}

    found = claims(reader, [young], "gitlab.json", filled(**{"IDC-04": "auto"}))

    assert states(found, "IDC-04") == [NOT_IN_FILE]


ODD = [
    None, True, 0, -1, 10**25, 1.5, "", "x" * 500, "\ud800", "a/b~c", "${X}", [], {}, [[]], [None], {"": None},
    {"a": {"b": [1]}}, "2026-13-45", "9999-99-99T99:99:99Z", "https://[::1", "://", "*", ["a", 1, None],
]  # fmt: skip


def places(data, path=()):
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))


def test_whatever_stands_in_the_place_of_a_value_nothing_breaks(reader):
    """Thousands more were tried by hand; these keep it so."""
    chance = random.Random(19)
    read = 0
    for sample in samples():
        try:
            data = json.loads(sample.content)
        except ValueError:
            continue
        where = [path for path in places(data) if path]
        for path in chance.sample(where, min(3, len(where))):
            spoiled = json.loads(sample.content)
            inner = spoiled
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = chance.choice(ODD)
            with contextlib.suppress(EvidenceFileRefused):
                found = claims(
                    reader, spoiled, sample.path, filled({"T-05": "approve"})
                )
                assert json.dumps([claim.text for claim in found]).encode()
                read += 1

    assert read > 200


def test_a_sign_in_proposes_what_it_shows_and_nothing_else(reader):
    signed_in = {"claudeAiOauth": {"accessToken": "x", "subscriptionType": "team"}}

    found = claims(reader, signed_in, ".credentials.json", filled({"T-01": "x"}))

    assert proposed(found, "T-11") == ["delegated"]
    assert proposed(found, "T-03") == ["business"]
