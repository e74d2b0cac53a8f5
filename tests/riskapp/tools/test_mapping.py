"""The map names only what exists, and a map that fell behind is refused."""

import datetime
from itertools import chain
from textwrap import dedent

import pytest

from questionnaires.document.conditions import questions_of, terms
from questionnaires.document.errors import DocumentError
from questionnaires.document.meaning import codes_of
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.answers import codes_in
from riskapp.tools.asks import Ask, Ground
from riskapp.tools.catalogue import (
    FACTS,
    LATER_FACTS,
    RETIRED,
    Confidence,
    PublishedFact,
    ToolCatalogue,
    ToolPlan,
    core_catalogue,
)
from riskapp.tools.guide import ToolGuide, ToolGuidePart
from riskapp.tools.mapping import SCHEMA, core_guide, guide_for, parse_guide
from riskapp.tools.told import CHOSEN, FactLink, Meaning
from tests.factories.documents import minimal_document

GOOD = f"""schema: {SCHEMA}
questionnaire: ai-toolchain-partner
section: TOOL
choice:
  name: T-01
  provider: T-02
register:
  plan: T-03
  rights: T-08
facts:
  - fact: trains_on_customer_content_by_default
    label: Trains
    question: T-24
    answers:
      - value: true
        use: 'yes'
        fits: [unknown]
asks:
  - id: one
    question: T-24
    on:
      - plan: [deepseek]
      - fact: dpa
        known: false
      - kept: T-02
    when:
      question: T-24
      is: [no_setting]
    text: Is it so?
alike:
  - in: work
    questions: [T-07, T-08]
  - in: provider
    questions: [T-25]
"""


def links_of(fact):
    return [link for link in core_guide().links if link.fact == fact]


def link_of(fact):
    return links_of(fact)[0]


def refused(text):
    with pytest.raises(DocumentError) as error:
        parse_guide(read_yaml(text, "map.yaml"), core_catalogue(), core_document())
    return str(error.value)


def test_every_question_and_answer_it_names_exists():
    guide, document = core_guide(), core_document()
    asked = {q.id: q for q in document.section_by_code["TOOL"].questions}

    assert guide.questions <= set(asked)
    for link in guide.links:
        for meaning in link.meanings:
            codes = chain(meaning.fits, codes_of(meaning.use))
            known = codes_in(document, asked[link.question])
            assert set(codes) <= known, link.fact
    for ask in guide.asks:
        assert set(questions_of(ask.when)) <= set(asked), ask.id


@pytest.mark.parametrize(
    ("fact", "question"),
    [
        ("trains_on_customer_content_by_default", "T-24"),
        ("retention_default", "T-23"),
        ("zero_retention_option", "T-23"),
        ("processing_regions", "T-20"),
        ("eu_residency_option", "T-20"),
        ("dpa", "T-25"),
        ("subprocessor_list", "T-26"),
        ("credential_types", "T-11"),
        ("audit_log", "T-28"),
        ("plan", "T-03"),
        ("content_sent", "T-18"),
        ("seen_from", "T-21"),
        ("requested_rights", "T-08"),
        ("credential_lifetime", "T-13"),
        ("credential_storage", "T-16"),
    ],
)
def test_each_fact_stands_beside_the_question_it_speaks_of(fact, question):
    assert link_of(fact).question == question


def test_no_fact_of_the_catalogue_is_left_without_a_question():
    assert {link.fact for link in core_guide().links} == {
        *FACTS,
        *LATER_FACTS,
        *CHOSEN,
        RETIRED,
    }


def test_a_published_promise_not_to_train_means_no_more_than_the_public_word():
    link = link_of("trains_on_customer_content_by_default")
    plans = core_catalogue().plans

    assert link.meaning(plans["amazon-q-pro"], True).use == "yes"
    meaning = link.meaning(plans["amazon-q-pro"], False)
    assert (meaning.use, "no_contract" in meaning.fits) == ("no_setting", True)
    assert link.meaning(plans["claude-code-team"], False).use == "no_contract"


def test_what_an_app_signs_in_with_is_its_own():
    signs_in, is_shared = links_of("credential_types")
    jules = core_catalogue().plans["jules"]
    value = jules.facts["credential_types"].value

    assert (signs_in.question, is_shared.question) == ("T-11", "T-15")
    assert signs_in.meaning(jules, value).use == "app"
    assert is_shared.meaning(jules, value).use == "tool"


def test_each_question_of_a_tool_stands_under_one_heading():
    parts = core_guide().parts
    asked = [q.id for q in core_document().section_by_code["TOOL"].questions]

    assert sorted(q for part in parts for q in part.questions) == asked
    assert len(parts) == 7


def test_a_question_without_a_heading_is_refused():
    parts = "parts:\n  - code: one\n    title: One\n    questions: [T-01, T-99]\n"

    words = refused(GOOD + parts)

    assert "unknown question 'T-99'" in words
    assert "T-02 stands in 0 parts" in words


def test_there_are_many_traps_and_each_looks_at_something():
    asks = core_guide().asks

    assert len(asks) >= 25
    assert all(ask.grounds or list(terms(ask.when)) for ask in asks)
    assert all(ask.text.rstrip().endswith(("?", ".")) for ask in asks)


def test_a_consequence_says_what_it_rests_on_and_which_answer_it_means():
    good = """follows:
  - question: T-29
    when: {question: ACC-04, answered: true}
    from: ACC-04
    reason: Reviewed with all others.
"""

    (one,) = parse_guide(
        read_yaml(GOOD + good, "map.yaml"), core_catalogue(), core_document()
    ).follows

    assert (one.question, one.taken_from, one.use) == ("T-29", "ACC-04", None)
    assert one.looks_at == {"ACC-04"}
    without = good.replace("    from: ACC-04\n", "")
    assert "a consequence without one clear answer" in refused(GOOD + without)
    both = good.replace("from: ACC-04", "from: ACC-04\n    use: never")
    assert "a consequence without one clear answer" in refused(GOOD + both)
    wrong = good.replace("from: ACC-04", "use: soon")
    assert "no answer of T-29" in refused(GOOD + wrong)
    assert "ACC-99" in refused(GOOD + good.replace("ACC-04", "ACC-99"))


def test_every_consequence_of_the_map_rests_on_another_question():
    for one in core_guide().follows:
        assert one.question not in one.looks_at
        assert one.reason.endswith(".")


def test_a_small_map_is_read():
    guide = parse_guide(read_yaml(GOOD, "map.yaml"), core_catalogue(), core_document())

    assert (guide.name, guide.provider, guide.plan) == ("T-01", "T-02", "T-03")
    assert len(guide.links) == len(guide.asks) == 1
    assert guide.alike == {"T-07": "work", "T-08": "work", "T-25": "provider"}


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (
            f"schema: {SCHEMA}",
            "schema: 7",
            1,
            "schema is 7, expected schema ai-tool-map/1",
        ),
        ("ai-toolchain-partner", "another", 2, "unknown questionnaire"),
        ("section: TOOL", "section: GOV", 3, "unknown repeating section 'GOV'"),
        ("name: T-01", "name: GOV-01", 5, "unknown question 'GOV-01'"),
        (
            "rights: T-08",
            "rights: T-80",
            9,
            "unknown question 'T-80', expected perhaps",
        ),
        ("fact: trains_on", "fact: train_on", 11, "unknown fact"),
        ("question: T-24\n    answers", "question: T-99\n    answers", 13, "'T-99'"),
        ("value: true", "value: maybe", 15, "no tool-plan has 'maybe'"),
        ("use: 'yes'", "use: 'no'", 16, "no answer of T-24"),
        ("fits: [unknown]", "fits: [unclear]", 17, "unknown answer of T-24 'unclear'"),
        (
            "        use: 'yes'\n        fits: [unknown]\n",
            "",
            15,
            "expected use or fits",
        ),
        ("plan: [deepseek]", "plan: [deepsea]", 22, "perhaps 'deepseek'"),
        ("plan: [deepseek]", "plan: []", 22, "no tool-plan"),
        ("known: false", "known: perhaps", 24, "expected true or false"),
        ("in: work", "in: colour", 31, "unknown likeness 'colour', expected"),
        ("[T-07, T-08]", "[T-07, GOV-01]", 32, "unknown question 'GOV-01'"),
        ("[T-25]", "[T-08]", 33, "question 'T-08' stands twice"),
        ("known: false", "is: [maybe]", 24, "no tool-plan has 'maybe' as dpa"),
        ("        known: false\n", "", 23, "no clear test on dpa"),
        ("kept: T-02", "kept: T-02\n        plan: [aider]", 25, "one clear head"),
        ("is: [no_setting]", "is: [never]", 28, "unknown answer of T-24 'never'"),
        (
            "      question: T-24\n      is",
            "      question: T-42\n      is",
            27,
            "'T-42'",
        ),
        ("text: Is it so?", "text: ''", 29, "'text' is ''"),
        ("text: Is it so?", "words: Is it so?", 29, "unknown key 'words'"),
    ],
)
def test_a_bad_map_is_refused_with_line_and_reason(before, after, line, words):
    assert before in GOOD

    said = refused(GOOD.replace(before, after, 1))

    assert words in said
    assert f"map.yaml:{line}:" in said


def test_one_fact_has_one_place():
    at = GOOD.index("  - fact:")
    link = GOOD[at : GOOD.index("asks:")]

    assert "stands twice, expected each fact once" in refused(
        GOOD[:at] + link + GOOD[at:]
    )


def test_an_ask_that_is_always_put_is_refused():
    cut = GOOD[: GOOD.index("    on:")] + "    text: Is it so?\n"

    assert "always put" in refused(cut)


def a_fact(name, value):
    day = datetime.date(2026, 1, 1)
    return PublishedFact(name, value, "https://x.dev", Confidence.PRIMARY, day, day)


# A questionnaire, a catalogue and a map of their own, with one of everything.
PLANS = ToolCatalogue(
    "2026-11-23",
    {
        "one": ToolPlan(
            "one",
            "One",
            "One Ltd",
            "Team",
            "assistant",
            {"dpa": a_fact("dpa", True), "audit_log": a_fact("audit_log", ("a", "b"))},
        ),
        "two": ToolPlan("two", "Two", "Two Ltd", "Free", "agent"),
    },
)
SMALL = minimal_document(
    repeated="""
    - {id: T-1, text: Name, kind: text, weight: 0}
    - {id: T-2, text: Provider, kind: text, weight: 0}
    - id: T-3
      text: Plan
      kind: single
      weight: 0
      options: [{code: free, label: Free}, {code: team, label: Team}]
    - id: T-4
      text: Rights
      kind: multi
      weight: 0
      options: [{code: read, label: Read}, {code: write, label: Write}]
    """
)
FULL = dedent(
    f"""\
    schema: {SCHEMA}
    questionnaire: small
    section: TOOL
    choice: {{name: T-1, provider: T-2}}
    register:
      plan: T-3
      rights: T-4
      announced: Q-1
    parts:
      - {{code: first, title: The first, questions: [T-1, T-2]}}
      - {{code: rest, title: The rest, questions: [T-3, T-4]}}
    facts:
      - fact: dpa
        label: A contract
        question: T-3
        answers:
          - {{value: true, use: team, fits: [free], plans: [one], words: There is one}}
      - fact: audit_log
        label: A log
        question: T-4
        answers:
          - value: [a, b]
            fits: [read, write]
      - fact: plan
        label: The plan
        question: T-3
        answers:
          - {{value: Free, use: free}}
    asks:
      - id: kept
        question: T-2
        text: Who is it?
        on:
          - kept: T-2
          - plan: [two]
      - id: known
        question: T-4
        text: Is it so?
        on:
          - {{fact: dpa, known: false}}
          - {{fact: kind, is: [assistant, agent]}}
        when: {{question: T-3, is: [free]}}
    """
)


def small(text=FULL):
    return parse_guide(read_yaml(text, "map.yaml"), PLANS, SMALL)


def test_a_map_is_what_its_file_says():
    found = small()
    when = found.asks[1].when

    assert when
    assert list(questions_of(when)) == ["T-3"]
    assert found == ToolGuide(
        questionnaire="small",
        section="TOOL",
        name="T-1",
        provider="T-2",
        plan="T-3",
        rights="T-4",
        announced="Q-1",
        parts=(
            ToolGuidePart("first", "The first", ("T-1", "T-2")),
            ToolGuidePart("rest", "The rest", ("T-3", "T-4")),
        ),
        links=(
            FactLink(
                "dpa",
                "A contract",
                "T-3",
                (Meaning(True, "team", ("free",), ("one",), "There is one"),),
            ),
            FactLink(
                "audit_log",
                "A log",
                "T-4",
                (Meaning(("a", "b"), None, ("read", "write"), (), ""),),
            ),
            FactLink("plan", "The plan", "T-3", (Meaning("Free", "free"),)),
        ),
        asks=(
            Ask(
                "kept",
                "T-2",
                "Who is it?",
                (Ground(kept="T-2"), Ground(plans=("two",))),
            ),
            Ask(
                "known",
                "T-4",
                "Is it so?",
                (
                    Ground(fact="dpa", known=False),
                    Ground(fact="kind", values=("assistant", "agent")),
                ),
                when,
            ),
        ),
        catalogue=PLANS,
    )


def test_what_a_map_does_not_say_is_empty():
    head = "".join(FULL.splitlines(keepends=True)[:4])
    register = "register: {plan: T-3, rights: T-4}\n"

    assert small(head + register) == ToolGuide(
        questionnaire="small",
        section="TOOL",
        name="T-1",
        provider="T-2",
        plan="T-3",
        rights="T-4",
        catalogue=PLANS,
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("questionnaire: small", "questionnaire: big", "unknown questionnaire 'big', expected one of small"),
        ("section: TOOL", "section: GOV", "unknown repeating section 'GOV', expected one of TOOL"),
        ("{name: T-1,", "{name: T-9,", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("provider: T-2", "provider: T-9", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("{name: T-1,", "{names: x, name: T-1,", "unknown key 'names', expected perhaps 'name'"),
        ("plan: T-3", "plan: T-9", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("rights: T-4", "rights: T-9", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("rights: T-4", "right: T-4", "unknown key 'right', expected perhaps 'rights'"),
        ("section: TOOL", "fresh_months: 6", "unknown key 'fresh_months'"),
        ("code: first", "code: '-'", "'code' is '-', expected letters, digits"),
        ("code: rest", "code: first", "part 'first' stands twice, expected each part once"),
        ("title: The first", "title: ''", "'title' is '', expected text"),
        ("title: The first", f"title: {'x' * 81}", "'title' has 81 characters, expected at most 80"),
        ("[T-1, T-2]", "[T-1, T-2, T-9]", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("title: The first", "name: The first", "unknown key 'name', expected one of code, questions, title"),
        ("fact: dpa", "fact: dap", "unknown fact 'dap', expected perhaps 'dpa'"),
        ("label: A contract", "label: ''", "'label' is '', expected text"),
        ("label: A contract", f"label: {'x' * 201}", "'label' has 201 characters, expected at most 200"),
        ("label: A contract", "name: A contract", "unknown key 'name', expected"),
        ("value: true", "value: false", "no tool-plan has 'False' as dpa, expected a value as it stands in the catalogue"),
        ("value: true", f"value: {'x' * 61}", f"no tool-plan has '{'x' * 60}' as dpa"),
        ("use: team", "use: dear", "no answer of T-3, expected “dear” is not one of the answers. Choose one of: free, team."),
        ("fits: [free]", "fits: [dear]", "unknown answer of T-3 'dear', expected one of free, team"),
        ("plans: [one]", "plans: [three]", "unknown tool-plan 'three', expected one of one, two"),
        ("plans: [one]", "plans: []", "no tool-plan, expected at least one"),
        ("words: There is one", f"words: {'x' * 201}", "'words' has 201 characters, expected at most 200"),
        ("words: There is one", "text: x", "unknown key 'text'"),
        ("{value: Free, use: free}", "{value: Free}", "a value without an answer, expected use or fits"),
        ("id: kept", "id: '-'", "'id' is '-', expected letters"),
        ("id: known", "id: kept", "ask 'kept' stands twice, expected each ask once"),
        ("text: Who is it?", "text: ''", "'text' is '', expected text"),
        ("text: Who is it?", f"text: {'x' * 501}", "'text' has 501 characters, expected at most 500"),
        ("text: Who is it?", "words: Who is it?", "unknown key 'words', expected"),
        ("kept: T-2\n", "kept: T-9\n", "unknown question 'T-9', expected perhaps 'T-4'"),
        ("plan: [two]", "plan: [three]", "unknown tool-plan 'three', expected one of one, two"),
        ("known: false", "known: 7", "'known' is '7', expected true or false"),
        ("{fact: dpa, known", "{fact: dap, known", "unknown fact 'dap', expected perhaps 'dpa'"),
        ("{fact: dpa, known: false}", "{fact: dpa}", "no clear test on dpa, expected is, or known"),
        ("known: false", "known: false, is: [true]", "no clear test on dpa, expected is, or known"),
        ("{fact: dpa, known: false}", "{known: false}", "a ground without one clear head, expected plan, fact or kept"),
        ("{fact: dpa, known: false}", "{fact: dpa, known: false, kept: T-2}", "a ground without one clear head, expected plan, fact or kept"),
        ("known: false", "known: false, than: x", "unknown key 'than'"),
        ("[assistant, agent]", "[assistant, robot]", "no tool-plan has 'robot' as kind, expected a value as it stands in the catalogue"),
        ("is: [free]", "is: [dear]", "unknown answer of T-3 'dear', expected one of free, team"),
    ],
)  # fmt: skip
def test_a_wrong_word_in_a_map_is_refused_with_its_line(before, after, fault):
    line = FULL[: FULL.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        small(FULL.replace(before, after, 1))

    assert f"map.yaml:{line}: {fault}" in str(refused.value)


def test_each_question_stands_in_one_part():
    twice = FULL.replace("[T-3, T-4]", "[T-4, T-4, T-1]")

    with pytest.raises(DocumentError) as refused:
        small(twice)

    said = str(refused.value)
    assert "T-1 stands in 2 parts, expected one part" in said
    assert "T-3 stands in 0 parts, expected one part" in said
    assert "T-4 stands in 2 parts, expected one part" in said


def test_an_ask_has_at_most_ten_grounds():
    def with_grounds(count):
        grounds = "\n".join(["      - plan: [two]"] * (count - 1))
        return FULL.replace("      - plan: [two]", grounds, 1)

    assert len(small(with_grounds(10)).asks[0].grounds) == 10
    with pytest.raises(DocumentError, match="a list of 11, expected at most 10"):
        small(with_grounds(11))


def test_a_questionnaire_gets_the_part_of_the_map_that_speaks_of_it():
    document = core_document()

    assert guide_for(document, "en") == core_guide().fitting(document)
    assert guide_for(SMALL, "en") == ToolGuide()


def test_a_map_is_read_in_the_language_of_the_reader():
    english, german = core_guide(), core_guide("de")

    assert german is core_guide("de")
    assert [link.fact for link in german.links] == [link.fact for link in english.links]
    assert german.parts[0].title != english.parts[0].title
    assert core_guide("xx") == english
