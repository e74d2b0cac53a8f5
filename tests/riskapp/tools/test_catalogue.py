"""The catalogue of AI tools is whole, and a bad one is refused with line and reason."""

import datetime
import re

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_file, read_yaml
from riskapp.tools.catalogue import (
    CONTENT,
    FACTS,
    SCHEMA,
    Confidence,
    PublishedFact,
    Retirement,
    ToolPlan,
    core_catalogue,
    load_catalogue,
    parse_catalogue,
    quote_digest,
)
from riskapp.tools.languages import KEYS, texts_in
from tests.factories.texts import readable_texts

GATHERED = datetime.date(2026, 11, 30)
# What somebody writes down while looking things up, and nobody else needs.
NOTES = re.compile(
    r"was(n't| not)? found|were found|not read|readable|stored cop|copies of the page"
    r"|secondary (source|text)|third party reports|ask for (evidence|the current)"
    r"|see the current|older (notice|text)|table row|is quoted in|follows from"
    r"|unverified|to (be )?(check|confirm)ed|not opened|own text\b|nicht gefunden"
    r"|Sekund|Fundstelle|\b(I|we) (read|found|saw)\b|TODO|\?\?",
    re.IGNORECASE,
)
NOTHING_KNOWN = "".join(f"\n  {name}: null" for name in FACTS if name != "dpa")
GOOD = f"""schema: {SCHEMA}
version: 1
gathered: '2026-11-23'
tools:
- id: example
  name: Example
  provider: Example Ltd
  plan: Team
  kind: ide_assistant
  dpa:
    value: true
    source: https://www.example.org/dpa
    confidence: primary
    seen: '2026-04-02'
    again: '2027-04-02'{NOTHING_KNOWN}
"""


def refused(text):
    with pytest.raises(DocumentError) as error:
        parse_catalogue(read_yaml(text, "tools.yaml"))
    return str(error.value)


def test_the_catalogue_offers_71_tool_plans_with_their_facts():
    plans = core_catalogue().plans
    offered = [plan for plan in plans.values() if plan.is_offered]

    assert len(offered) == 71
    assert sum(len(plan.facts) for plan in offered) == 517
    assert core_catalogue().gathered == GATHERED.isoformat()


def test_every_fact_says_where_it_was_read_and_in_whose_text():
    for plan in core_catalogue().plans.values():
        for fact in plan.facts.values():
            assert fact.source.startswith("https://"), (plan.id, fact.name)
            assert fact.host, (plan.id, fact.name)
            assert fact.confidence in Confidence
            assert fact.value not in (None, "", ())


def test_plans_with_other_terms_stand_apart_and_the_old_entry_is_still_known():
    plans = core_catalogue().plans
    old = plans["github-copilot-business"]

    assert not old.is_offered
    assert [plans[other].plan for other in old.split_into] == ["Business", "Enterprise"]
    assert "zero_retention_option" in plans["claude-code-enterprise"].facts
    assert "zero_retention_option" not in plans["claude-code-team"].facts


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("codeium", {"windsurf-teams", "windsurf-individual"}),
        ("codewhisperer", {"amazon-q-free", "amazon-q-pro"}),
        ("copilot microsoft enterprise", {"github-copilot-enterprise"}),
        ("opus team", {"claude-code-team"}),
    ],
)
def test_a_search_finds_makers_models_and_old_names(words, found):
    plans = core_catalogue().plans.values()

    assert {p.id for p in plans if p.is_offered and p.matches(words)} == found


@pytest.mark.parametrize(
    ("again", "today", "stale"),
    [
        ("2027-04-13", "2027-04-13", False),
        ("2027-04-13", "2027-04-14", True),
        (None, "2099-01-01", False),
    ],
)
def test_a_fact_is_stale_the_day_after_somebody_should_have_looked_again(
    again, today, stale
):
    day = datetime.date.fromisoformat
    fact = PublishedFact(
        "dpa",
        True,
        "https://www.example.org",
        Confidence.PRIMARY,
        again=day(again) if again else None,
    )

    assert fact.is_stale(day(today)) is stale


def test_a_quote_has_one_digest_however_it_is_broken_into_lines():
    assert quote_digest("We  do\nnot train.") == quote_digest(" We do not train. ")
    assert quote_digest("We do not train.") != quote_digest("We do train.")


def test_every_dated_fact_says_when_to_look_again_and_none_else():
    facts = [f for p in core_catalogue().plans.values() for f in p.facts.values()]

    assert all((fact.seen is None) == (fact.again is None) for fact in facts)
    assert all(fact.seen is not None or not fact.digest for fact in facts)
    assert sum(fact.seen is not None for fact in facts) >= 364
    assert not [fact for fact in facts if fact.seen and fact.seen > GATHERED]


def test_a_retired_plan_names_what_takes_its_place():
    plans = core_catalogue().plans
    q, gemini = plans["amazon-q-pro"].retired, plans["gemini-cli-individual"].retired

    assert (q.on.isoformat(), q.successor, q.named) == (
        "2027-04-30",
        "kiro-enterprise",
        "Kiro",
    )
    assert gemini.fact.value == ("2026-06-18", "Google Antigravity")
    assert plans["kiro-enterprise"].retired is None
    assert "unknown tool-plan 'gone'" in refused(
        GOOD.replace(
            "kind: ide_assistant\n",
            "kind: ide_assistant\n  retired: {on: '2027-01-01', successor: gone,"
            " source: 'https://x.dev', confidence: primary}\n",
        )
    )


@pytest.mark.parametrize(
    "name",
    [
        "Kiro",
        "Google Antigravity",
        "Jules",
        "ChatGPT with Codex",
        "OpenCode",
        "Warp",
        "Zed",
        "Augment Code",
        "Factory",
        "Kilo Code",
        "Goose",
        "xAI API",
        "ChatGPT",
        "Microsoft 365 Copilot",
        "Gemini CLI",
    ],
)
def test_tools_that_vendors_use_are_listed(name):
    assert [p for p in core_catalogue().plans.values() if p.name == name]


def test_who_reads_the_catalogue_reads_no_notes_of_whoever_made_it():
    """Every text of the catalogue, its map and their German that a vendor may read."""
    texts = set()
    for file in ("ai_tools.yaml", "ai_tools_map.yaml"):
        texts |= set(readable_texts(read_file(CONTENT / file).data, KEYS))
    texts |= {f"{word} {said}" for word, said in texts_in("ai_tools", "de").items()}

    assert len(texts) > 400
    assert [text for text in sorted(texts) if NOTES.search(text)] == []


def test_a_plan_is_split_only_into_plans_there_are():
    assert "unknown tool-plan 'gone'" in refused(GOOD + "  split_into: [gone]\n")


def test_dates_notes_and_values_stand_as_they_were_read():
    plan = core_catalogue().plans["github-copilot-business"]

    assert plan.facts["dpa"] == PublishedFact(
        name="dpa",
        value="Data Protection Agreement, part of the customer agreement",
        source="https://github.com/customer-terms/github-data-protection-agreement",
        confidence=Confidence.PRIMARY_OLD,
        seen=datetime.date(2026, 9, 6),
        again=datetime.date(2027, 9, 6),
        note="GitHub Data Protection Agreement",
        digest=quote_digest("forms part of the GitHub Customer Agreement"),
    )
    assert plan.facts["retention_default"].as_of == "2026-06-10"
    assert plan.facts["trains_on_customer_content_by_default"].value is False


def test_what_nobody_read_is_not_known_and_not_no():
    assert core_catalogue().plans["supermaven"].facts == {}


def test_a_provider_is_named_only_where_the_catalogue_is_sure():
    plans = core_catalogue().plans

    assert plans["windsurf-teams"].company == "Cognition"
    assert plans["github-copilot-business"].company == "GitHub"
    assert plans["supermaven"].company == ""
    assert plans["supermaven"].provider == "Anysphere"
    assert not any("?" in plan.provider for plan in plans.values())
    assert plans["supermaven"].plan == ""


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", True),
        ("copilot", True),
        ("GITHUB business", True),
        ("  Copilot   enterprise ", True),
        ("copilot cursor", False),
        ("％", False),
        (".*", False),
        ("x" * 10_000, False),
    ],
)
def test_a_search_wants_every_word_somewhere(wanted, found):
    plan = core_catalogue().plans["github-copilot-business"]

    assert plan.matches(wanted) is found


def test_a_source_is_shown_by_the_name_of_its_host():
    fact = PublishedFact(
        "dpa", True, "https://www.example.org/a?b#c", Confidence.PRIMARY
    )

    assert fact.host == "example.org"


def test_a_small_catalogue_is_read():
    plans = parse_catalogue(read_yaml(GOOD, "tools.yaml")).plans

    assert isinstance(plans["example"], ToolPlan)
    assert list(plans["example"].facts) == ["dpa"]
    assert plans["example"].facts["dpa"].as_of == "2026-04-02"
    assert plans["example"].facts["dpa"].again == datetime.date(2027, 4, 2)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (
            f"schema: {SCHEMA}",
            "schema: other",
            1,
            "expected schema riskapp-catalogue 1",
        ),
        ("confidence: primary", "confidence: sure", 13, "unknown confidence 'sure'"),
        ("    confidence: primary\n", "", 10, "unknown confidence nothing"),
        ("https://www", "http://www", 12, "expected an https:// address"),
        ("https://www.example.org/dpa", "javascript:alert(1)", 12, "https:// address"),
        ("https://www.example.org/dpa", "https://[", 12, "https:// address"),
        ("https://www.example.org/dpa", "https://a.b/c d", 12, "https:// address"),
        ("    source: https://www.example.org/dpa\n", "", 10, "'source' is nothing"),
        ("value: true", "value: null", 11, "'value' is nothing"),
        ("value: true", "value: []", 11, "expected at least one text"),
        ("value: true", "value: {a: b}", 11, "'value' is a mapping"),
        ("seen: '2026-04-02'", "when: 2026-04", 14, "unknown key 'when'"),
        ("    again: '2027-04-02'\n", "", 10, "no day to look again"),
        ("again: '2027", "again: '2025", 10, "no day to look again"),
        ("seen: '2026-04-02'", "seen: 2026-04", 14, "expected a day: 2026-01-31"),
        ("version: 1", "version: 0", 2, "expected a whole number from 1"),
        ("  mcp: null", "  mpc: null", 28, "perhaps 'mcp'"),
        ("\n  mcp: null", "", 5, "'mcp' is missing"),
        ("id: example", "id: ../x", 5, "letters, digits"),
        ("name: Example\n", "name: ''\n", 6, "'name' is ''"),
        ("  dpa:\n", "  dpa: {}\n  dpa:\n", 11, "'dpa' stands twice"),
    ],
)
def test_a_bad_catalogue_is_refused_with_line_and_reason(before, after, line, words):
    assert before in GOOD

    said = refused(GOOD.replace(before, after, 1))

    assert words in said
    assert f"tools.yaml:{line}:" in said


def test_the_same_id_twice_is_refused():
    twin = GOOD[GOOD.index("- id") :]

    assert "'example' stands twice, expected each id once" in refused(GOOD + twin)


def test_a_catalogue_without_tools_is_refused():
    assert "no tools" in refused(f"schema: {SCHEMA}\ngathered: today\ntools: []\n")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")

    for name, fault in {
        "missing.yaml": "cannot be read",
        "bytes.yaml": "not UTF-8",
    }.items():
        with pytest.raises(DocumentError, match=fault):
            load_catalogue(tmp_path / name)


def test_the_file_is_the_one_that_is_shipped():
    assert load_catalogue(CONTENT / "ai_tools.yaml") == core_catalogue()


WIDE = f"""schema: {SCHEMA}
gathered: '2026-11-23'
tools:
- id: first
  name: The first
  provider: First Ltd (formerly Else)
  plan: Team
  kind: ide_assistant
  caution: Look twice
  provider_doubt: Who is it?
  known_as: [Uno, Eins]
  split_into: [second]
  default_autonomy: {{value: asks, source: 'https://x.dev/a', confidence: secondary}}
  dpa:
    value: [a, b]
    source: https://www.x.dev/dpa
    confidence: primary_old
    seen: '2026-04-02'
    again: '2027-04-02'
    digest: sha256:{"a" * 64}
    note: A note{NOTHING_KNOWN}
- id: second
  name: The second
  provider: Second
  plan: '-'
  kind: agent
  dpa: null{NOTHING_KNOWN}
  retired:
    on: '2026-12-31'
    successor: first
    source: https://x.dev/end
    confidence: primary
version: 7
texts:
  de: {{A note: Ein Hinweis}}
"""


def test_a_catalogue_is_what_its_file_says():
    found = parse_catalogue(read_yaml(WIDE, "tools.yaml"))

    assert found.gathered == "2026-11-23"
    assert found.plans == {
        "first": ToolPlan(
            id="first",
            name="The first",
            provider="First Ltd (formerly Else)",
            plan="Team",
            kind="ide_assistant",
            facts={
                "dpa": PublishedFact(
                    "dpa",
                    ("a", "b"),
                    "https://www.x.dev/dpa",
                    Confidence.PRIMARY_OLD,
                    datetime.date(2026, 4, 2),
                    datetime.date(2027, 4, 2),
                    "A note",
                    f"sha256:{'a' * 64}",
                ),
                "default_autonomy": PublishedFact(
                    "default_autonomy",
                    "asks",
                    "https://x.dev/a",
                    Confidence.SECONDARY,
                ),
            },
            caution="Look twice",
            provider_doubt="Who is it?",
            known_as=("Uno", "Eins"),
            split_into=("second",),
        ),
        "second": ToolPlan(
            "second",
            "The second",
            "Second",
            "",
            "agent",
            retired=Retirement(
                datetime.date(2026, 12, 31),
                "https://x.dev/end",
                Confidence.PRIMARY,
                "first",
                "The first",
            ),
        ),
    }
    assert found.version == 7
    assert found.texts == {"de": {"A note": "Ein Hinweis"}}


def test_a_tool_is_searched_by_all_it_is_known_as():
    first, second = parse_catalogue(read_yaml(WIDE, "tools.yaml")).plans.values()

    assert first.words == "The first First Ltd (formerly Else) Team Uno Eins"
    assert first.matches("eins team")
    assert not first.matches("eins agent")
    assert (first.is_offered, second.is_offered) == (False, True)
    assert (first.company, second.company) == ("First Ltd", "Second")
    assert ToolPlan("x", "X", "Who", "", "", provider_doubt="?").company == ""
    assert first.facts["dpa"].host == "x.dev"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (f"schema: {SCHEMA}", "schema: 1", f"schema is 1, expected schema {SCHEMA}"),
        ("gathered: '2026-11-23'", "gathered: ''", "'gathered' is '', expected text"),
        ("gathered: '2026-11-23'", "gathered: '2026-11-234'", "'gathered' has 11 characters, expected at most 10"),
        ("id: first", "id: '-'", "'id' is '-', expected letters"),
        ("id: second", "id: first", "id 'first' stands twice, expected each id once"),
        ("name: The first", "name: ''", "'name' is '', expected text"),
        ("name: The first", f"name: {'x' * 201}", "'name' has 201 characters, expected at most 200"),
        ("provider: First Ltd (formerly Else)", "provider: ''", "'provider' is '', expected text"),
        ("provider: First Ltd (formerly Else)", f"provider: {'x' * 201}", "'provider' has 201 characters, expected at most 200"),
        ("plan: Team", "plan: ''", "'plan' is '', expected text"),
        ("plan: Team", f"plan: {'x' * 201}", "'plan' has 201 characters, expected at most 200"),
        ("kind: ide_assistant", "kind: ''", "'kind' is '', expected text"),
        ("kind: ide_assistant", f"kind: {'x' * 81}", "'kind' has 81 characters, expected at most 80"),
        ("caution: Look twice", "caution: [x]", "'caution' is a list, expected text"),
        ("caution: Look twice", "warning: x", "unknown key 'warning'"),
        ("provider_doubt: Who is it?", "provider_doubt: [x]", "'provider_doubt' is a list, expected text"),
        ("known_as: [Uno", "known_as: [1", "'known_as' holds '1', expected short texts"),
        ("split_into: [second]", "split_into: [1]", "'split_into' holds '1', expected short texts"),
        ("{value: asks,", "{value: '',", "'value' is '', expected text"),
        ("confidence: secondary", "confidence: rumour", "unknown confidence 'rumour', expected one of primary, primary_old, secondary"),
        ("value: [a, b]", "value: []", "an empty list, expected at least one text"),
        ("source: https://www.x.dev/dpa", "source: http://x.dev", "'source' is 'http://x.dev', expected an https:// address"),
        ("source: https://www.x.dev/dpa", "source: 'https://'", "'source' is 'https://', expected an https:// address"),
        ("source: https://www.x.dev/dpa", "source: 'https://[x'", "'source' is 'https://[x', expected an https:// address"),
        ("source: https://www.x.dev/dpa", "source: https://x.dev/a b", "'source' is 'https://x.dev/a b', expected an https:// address"),
        ("source: https://www.x.dev/dpa", "source: ''", "'source' is '', expected text"),
        ("seen: '2026-04-02'", "seen: soon", "'seen' is 'soon', expected a day: 2026-01-31"),
        (f"digest: sha256:{'a' * 64}", "digest: sha256:aa", "no digest, expected sha256: and 64 digits"),
        ("retired:\n    on: '2026-12-31'\n", "retired:\n", "a plan that ends on no day, expected on: the day"),
        ("successor: first", "next: first", "unknown key 'next'"),
        ("version: 7", "version: seven", "'version' is 'seven', expected a whole number"),
        ("texts:\n  de: {A note: Ein Hinweis}", "texts: {de: [x]}", "texts of 'de', expected text by text"),
        ("note: A note", "note: [x]", "'note' is a list, expected text"),
        ("note: A note", "remark: x", "unknown key 'remark'"),
    ],
)  # fmt: skip
def test_a_wrong_word_in_a_catalogue_is_refused_with_its_line(before, after, fault):
    line = WIDE[: WIDE.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse_catalogue(read_yaml(WIDE.replace(before, after, 1), "tools.yaml"))

    assert f"tools.yaml:{line}: {fault}" in str(refused.value)


def test_a_fact_that_is_left_out_is_missing_and_no_tools_are_none():
    less = WIDE.replace("\n  mcp: null", "", 1)

    with pytest.raises(DocumentError) as refused:
        parse_catalogue(read_yaml(less, "tools.yaml"))
    assert str(refused.value) == (
        "tools.yaml:4: 'mcp' is missing, expected a fact, or null for not known"
    )
    with pytest.raises(DocumentError) as refused:
        parse_catalogue(
            read_yaml(
                f"schema: {SCHEMA}\nversion: 1\ngathered: x\ntools: []", "tools.yaml"
            )
        )
    assert str(refused.value) == "tools.yaml:4: no tools, expected at least one tool"
