"""Rules as plain data: what they become, and what is refused in words."""

import copy

import pytest

from questionnaires.document.source import read_file
from riskapp.evidence.loading import CONTENT, core_rules
from riskapp.evidence.model import Fact
from riskapp.evidence.rules import PointerCondition, RulesInvalid, Say, rules_from

TAKES = {"text", "codes"}
SECRETS = read_file(CONTENT / "secrets.yaml").data
FORMAT = {
    "schema": "evidence-format/1",
    "id": "notes",
    "title": "Notes",
    "parser": 2,
    "kinds": ["json", "lines"],
    "asks_source": True,
    "configuration": 1,
    "knows": [
        {"has": ["/a", "/b"], "lacks": "/c", "paths": ["Notes/A.json"]},
        {"columns": ["x", "y"], "tool": "clippy"},
    ],
    "belongs": [{"tool": "clippy", "when": [{"at": "/v", "is": [1]}]}],
    "day": {"stated": "/made", "newest": ["/rows/*/day"]},
    "warns": [{"when": {"at": "/cut", "exists": True}, "text": "It was cut."}],
    "facts": [
        {"use": "shared", "about": "=all"},
        {
            "each": "/rows/*",
            "about": "*",
            "masked": "/who",
            "tool": "/tool",
            "day": "/day",
            "when": [{"at": "/kind", "matches": "^a"}],
            "unless": [{"at": "/gone", "exists": True}],
            "fields": {"mode": ["/m", "/mode"]},
            "facts": [
                {
                    "name": "mode",
                    "take": "codes",
                    "at": "mode",
                    "options": {"table": {"x": "y"}},
                    "fold": "most",
                    "when": [{"at": "/k"}],
                    "says": [
                        {
                            "question": "T-05",
                            "measure": "hours",
                            "is": ["y"],
                            "fits": ["a"],
                            "against": ["b"],
                            "fills": "b",
                            "over_days": "90",
                        },
                        {"question": "T-02"},
                    ],
                }
            ],
        },
    ],
    "speaks_of": ["T-01", "T-05"],
}
SHARED = {"each": "/all", "about": "=nobody", "facts": [{"name": "mode"}]}


def data(**changed):
    return {
        "formats": [{**copy.deepcopy(FORMAT), **changed}],
        "groups": {"shared": copy.deepcopy(SHARED)},
        "tools": [
            {"id": "clippy", "title": "Clippy", "words": ["CLIPPY"], "names": ["Paper"]}
        ],
        "providers": [
            {
                "id": "acme",
                "title": "Acme",
                "words": ["Acme AI"],
                "models": ["Road-", "runner"],
                "hosts": ["API.Acme.dev"],
            },
            {"id": "last", "title": "Last", "words": []},
        ],
        "secrets": copy.deepcopy(SECRETS),
        "titles": {"mode": "Mode"},
    }


def rules(**changed):
    return rules_from(data(**changed), TAKES)


def test_a_format_is_what_its_file_says():
    (known,) = rules().formats

    assert (known.id, known.title, known.parser) == ("notes", "Notes", 2)
    assert known.kinds == ("json", "lines")
    assert (known.asks_source, known.configuration) == (True, True)
    assert known.states_day == ("/made",)
    assert known.newest_day == ("/rows/*/day",)
    assert known.warns == ((PointerCondition("/cut", exists=True), "It was cut."),)
    assert known.questions == ("T-01", "T-02", "T-05")


def test_what_a_format_does_not_say_is_empty():
    bare = {key: FORMAT[key] for key in ("schema", "id", "title", "parser", "kinds")}

    (known,) = rules_from(
        {**data(), "formats": [{**bare, "knows": [{}], "facts": []}]}, TAKES
    ).formats

    assert (known.asks_source, known.configuration) == (False, False)
    assert (known.belongs, known.states_day, known.newest_day) == ((), (), ())
    assert (known.warns, known.groups, known.speaks_of) == ((), (), ())
    (sign,) = known.knows
    assert (sign.has, sign.lacks, sign.columns) == ((), (), ())
    assert (sign.paths, sign.when, sign.tool) == ((), (), "")


def test_signs_are_what_is_there_what_is_not_and_how_the_file_is_called():
    (known,) = rules().formats
    first, second = known.knows
    (belongs,) = known.belongs

    assert (first.has, first.lacks, first.paths) == (
        ("/a", "/b"),
        ("/c",),
        ("notes/a.json",),
    )
    assert (second.columns, second.tool) == (("x", "y"), "clippy")
    assert (belongs.tool, belongs.when) == (
        "clippy",
        (PointerCondition("/v", values=(1,)),),
    )


def test_a_group_of_facts_is_what_its_file_says():
    group = rules().formats[0].groups[1]
    (rule,) = group.facts
    (when,) = group.when

    assert (group.each, group.about, group.masked) == (("/rows/*",), "*", "/who")
    assert (group.tool, group.day) == ("/tool", ("/day",))
    assert group.unless == (PointerCondition("/gone", exists=True),)
    assert group.fields == {"mode": ("/m", "/mode")}
    assert when.matches
    assert (when.at, when.matches.pattern) == ("/kind", "^a")
    assert (rule.name, rule.take, rule.fold) == ("mode", "codes", "most")
    assert rule.at == ("/m", "/mode")
    assert rule.options == {"table": {"x": "y"}}
    assert rule.when == (PointerCondition("/k"),)
    assert rule.says == (
        Say("T-05", "hours", ("y",), ("a",), ("b",), "b", 90),
        Say("T-02"),
    )


def test_a_group_that_formats_share_can_be_said_otherwise_in_part():
    group = rules().formats[0].groups[0]
    (rule,) = group.facts

    assert (group.each, group.about) == (("/all",), "=all")
    assert (group.masked, group.tool, group.day) == ("", "", ())
    assert (group.when, group.unless, group.fields) == ((), (), {})
    assert (rule.name, rule.take, rule.at, rule.fold) == ("mode", "text", ("",), "")
    assert (rule.options, rule.when, rule.says) == ({}, (), ())


def changed_group(**changed):
    return [{**copy.deepcopy(FORMAT["facts"][1]), **changed}]


def changed_fact(**changed):
    return changed_group(
        facts=[{**copy.deepcopy(FORMAT["facts"][1]["facts"][0]), **changed}]
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"schema": "x"}, "the schema is not evidence-format/1"),
        ({"kinds": ["json", "pdf"]}, "kinds ('json', 'pdf')"),
        ({"mood": 1, "air": 2}, "unknown words in a format: air, mood"),
        ({"day": {"oldest": "/x"}}, "unknown words in day: oldest"),
        ({"parser": "new"}, "invalid literal for int() with base 10: 'new'"),
        ({"knows": [{"hints": 1}]}, "unknown words in a sign: hints"),
        ({"knows": [{"tool": "nobody"}]}, "unknown tool nobody"),
        ({"knows": [{"has": ["a"]}]}, "'a' is no JSON pointer"),
        ({"knows": None}, "'NoneType' object is not iterable"),
        (
            {"warns": [{"when": {"at": "/a", "has": 1}, "text": "x"}]},
            "unknown words in a condition: has",
        ),
        ({"warns": [{"text": "x"}]}, "'when' is missing"),
        (
            {"belongs": [{"when": [{"at": "/a", "matches": "("}]}]},
            "missing ), unterminated subpattern at position 0",
        ),
        ({"facts": [{"use": "nobody"}]}, "unknown group nobody"),
        ({"facts": changed_group(mood=1)}, "unknown words in a group: mood"),
        ({"facts": [{"each": ""}]}, "'facts' is missing"),
        ({"facts": changed_fact(mood=1)}, "unknown words in a fact: mood"),
        ({"facts": changed_fact(name="air")}, "the fact air has no title"),
        ({"facts": changed_fact(take="steal")}, "unknown way to take a fact: steal"),
        ({"facts": changed_fact(fold="paper")}, "unknown fold paper"),
        (
            {"facts": changed_fact(says=[{"question": "Q", "mood": 1}])},
            "unknown words in what a fact says: mood",
        ),
        (
            {"facts": changed_fact(says=[{"question": "Q", "measure": "ell"}])},
            "unknown measure ell",
        ),
        (
            {
                "facts": changed_fact(
                    says=[{"question": "Q", "fits": ["a"], "against": ["a", "b"]}]
                )
            },
            "Q fits and contradicts at once",
        ),
    ],
)
def test_a_wrong_word_in_a_format_is_refused_with_the_format(changed, why):
    with pytest.raises(RulesInvalid) as refused:
        rules(**changed)

    assert str(refused.value) == f"notes: {why}"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"schema": "x"}, lambda one: one),
        ({"day": {"oldest": "/x"}}, lambda one: one["day"]),
        ({"knows": [{"hints": 1}]}, lambda one: one["knows"][0]),
        ({"facts": [{"use": "nobody"}]}, lambda one: one["facts"][0]),
        ({"facts": [{"use": "shared", "x": 1}]}, None),
        (
            {"facts": changed_fact(name="air")},
            lambda one: one["facts"][0]["facts"][0],
        ),
        (
            {"facts": changed_fact(says=[{"question": "Q", "measure": "ell"}])},
            lambda one: one["facts"][0]["facts"][0]["says"][0],
        ),
    ],
)
def test_the_part_that_is_wrong_is_named_itself(changed, where):
    wrong = data(**changed)

    with pytest.raises(RulesInvalid) as refused:
        rules_from(wrong, TAKES)

    if where:
        assert refused.value.where is where(wrong["formats"][0])


def test_two_formats_of_one_id_are_refused():
    twice = data()
    twice["formats"] *= 2

    with pytest.raises(RulesInvalid) as refused:
        rules_from(twice, TAKES)

    assert str(refused.value) == "two formats have one id"
    assert refused.value.where is None


def test_a_tool_is_found_by_its_id_and_by_what_files_call_it():
    known = rules()

    assert known.tool(" Paper ") == "clippy"
    assert known.tool("CLIPPY") == "clippy"
    assert known.tool("clip") == ""
    assert known.tool_of("Paper") is None
    (tool,) = known.tools
    assert known.tool_of("clippy") is tool
    assert (tool.title, tool.provider, tool.words) == ("Clippy", "", ("clippy",))
    assert (tool.kind, tool.purposes, tool.sends) == ("", (), ())


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.acme.dev", "acme"),
        ("eu.api.acme.dev", "acme"),
        ("myapi.acme.dev", ""),
        ("acme.dev", ""),
    ],
)
def test_a_provider_is_found_by_its_hosts_and_what_lies_below(host, provider):
    assert rules().provider_of_host(host) == provider


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("road-1", "acme"),
        (" ROAD-1 ", "acme"),
        ("acme/eu/Runner-2", "acme"),
        ("railroad-1", ""),
        ("road-1/other", ""),
    ],
)
def test_a_provider_is_found_by_how_its_models_begin(model, provider):
    assert rules().provider_of_model(model) == provider


def test_a_provider_is_found_by_its_id():
    known = rules().provider("acme")

    assert known
    assert (known.title, known.words) == ("Acme", ("acme ai",))
    assert rules().provider("Acme") is None


def test_a_fact_is_told_by_its_title_and_what_it_is_about():
    known = rules()

    assert (
        known.shown(Fact("mode", "never_asks", about="bot")) == "Mode (bot): never asks"
    )
    assert known.shown(Fact("mode", ("a", "b_c"))) == "Mode: a, b c"
    assert known.shown(Fact("air", value=True)) == "air: yes"
    assert known.shown(Fact("air", value=False)) == "air: no"


def test_a_format_is_found_by_its_id():
    assert rules().format("notes").id == "notes"
    with pytest.raises(LookupError, match="nothing"):
        rules().format("nothing")


def test_formats_as_shipped_have_ids_of_their_own():
    known = [one.id for one in core_rules().formats]

    assert len(known) == len(set(known))
