"""Every way a document is refused, with the line that has to be mended."""

import pytest

from questionnaires.document.conditions import MAX_PARTS
from questionnaires.document.errors import DocumentError
from questionnaires.document.parsing import (
    MAX_LEVELS,
    document_from_data,
    load_document,
)
from questionnaires.document.source import MAX_CHARACTERS, MAX_DEPTH, read_yaml
from riskapp.scoring.rated.model import rated
from tests.factories.documents import (
    PLACES,
    YES_OR_NO,
    document_text,
    minimal_document,
    parse,
    question,
)

HERE = "# here"  # marks the line that the refusal must name


def faults_of(text, known=None):
    with pytest.raises(DocumentError) as refusal:
        parse(text, known)
    return refusal.value.faults


def line_of(text):
    return next(n for n, line in enumerate(text.split("\n"), 1) if HERE in line)


def number(bands, **keys):
    return f"""
    - id: Q-1
      text: How many days?
      kind: number
      weight: 2
      units: [{{code: days, label: days}}]
      bands: {HERE}{"".join(f"{chr(10)}        - {band}" for band in bands)}
    """


def shown_if(condition):
    """A second question that is asked under a condition on the first."""
    return f"{YES_OR_NO}    - {{id: Q-2, text: Where?, kind: text, weight: 1, show_if: {condition}}} {HERE}"


def chain(length):
    links = [
        f"- {{id: C-{n}, text: And?, kind: text, weight: 1, show_if: {{question: C-{n - 1}, answered: true}}}}"
        for n in range(1, length)
    ]
    return "\n".join(["- {id: C-0, text: And?, kind: text, weight: 1}", *links])


RULE = """
- id: CR-1
  title: A rule
  cases:
    - floor: {floor} {floor_here}
      when: {when} {when_here}
"""


def rule(floor="high", when='{question: Q-1, is: ["no"]}', *, at="when"):
    return RULE.format(
        floor=floor,
        when=when,
        floor_here=HERE if at == "floor" else "",
        when_here=HERE if at == "when" else "",
    )


STEPS = """
- id: Q-1
  text: Which?
  kind: multi
  weight: 1
  options:
    - {code: a, label: A, risk: 0}
  scoring:
    kind: count
    steps: # here
      - {at_least: 1, risk: 0}
"""

TEXT = "{id: T-1, text: Which tool?, kind: text, weight: 1}"

# Name: the text, what is wrong, what was expected.
REFUSALS = {
    "unknown question in a condition": (
        document_text(shown_if("{question: Q-9, answered: true}")),
        "unknown question 'Q-9'",
        "perhaps 'Q-2'",
    ),
    "unknown answer in a condition": (
        document_text(shown_if("{question: Q-1, is: [perhaps]}")),
        "unknown answer of Q-1 'perhaps'",
        "one of no, yes",
    ),
    "test that does not fit its question": (
        document_text(shown_if("{question: Q-1, older_than: {days: 3}}")),
        "'older_than' on a question of kind single",
        "one of kind date",
    ),
    "condition without a test": (
        document_text(shown_if("{question: Q-1}")),
        "0 tests on Q-1",
        "exactly one test",
    ),
    "condition with two tests": (
        document_text(shown_if('{question: Q-1, is: ["no"], answered: true}')),
        "2 tests on Q-1",
        "exactly one test",
    ),
    "condition with two heads": (
        document_text(
            shown_if("{not: {question: Q-1, answered: true}, question: Q-1}")
        ),
        "a condition without one clear head",
        "one of all, any, not, condition, any_entry, question",
    ),
    "empty condition": (
        document_text(shown_if("{}")),
        "a condition without one clear head",
        "one of all, any, not, condition, any_entry, question",
    ),
    "test beside a condition that would ignore it": (
        document_text(shown_if('{not: {question: Q-1, answered: true}, is: ["yes"]}')),
        "'is' beside 'not'",
        "'not' alone",
    ),
    "condition of no parts": (
        document_text(shown_if("{all: []}")),
        "'all' holds no condition",
        "at least one",
    ),
    "level out of range": (
        document_text(shown_if("{question: Q-1, level_at_least: 5}")),
        "'level_at_least' is '5'",
        "a whole number from 0 to 4",
    ),
    "question shown by a risk value": (
        document_text(shown_if("{question: Q-1, risk_at_least: 2}")),
        "risk_at_least in show_if",
        "a test on what was answered",
    ),
    "unknown named condition": (
        document_text(shown_if("{condition: nowhere}")),
        "unknown named condition 'nowhere'",
        "one of ",
    ),
    "question of an entry asked of the whole": (
        document_text(
            shown_if("{question: T-1, answered: true}"), repeated=f"- {TEXT}"
        ),
        "T-1 is asked once per entry",
        "any_entry, or a rule with each",
    ),
    "number of an entry compared with one of the whole": (
        document_text(
            f"""
            - {{id: N-1, text: How many?, kind: number, weight: 0, units: [{{code: d, label: days}}]}}
            - {{id: Q-2, text: Why?, kind: text, weight: 0, show_if: {{question: N-1, exceeds: N-2}}}} {HERE}
            """,
            repeated="- {id: N-2, text: How many?, kind: number, weight: 0, units: [{code: d, label: days}]}",
        ),
        "N-2 is asked once per entry",
        "any_entry, or a rule with each",
    ),
    "named condition on an entry used for the whole": (
        document_text(
            repeated=f"- {TEXT}",
            conditions="named: {question: T-1, answered: true}",
            rules=rule(when="{condition: named}"),
        ),
        "'named' looks at one entry of TOOL",
        "a place inside TOOL",
    ),
    "entries of a section that does not repeat": (
        document_text(repeated=f"- {TEXT}", rules=rule(when="{any_entry: GOV}")),
        "unknown repeating section 'GOV'",
        "one of TOOL",
    ),
    "condition cycle": (
        document_text(
            f"""
            - {{id: A, text: A?, kind: text, weight: 1, show_if: {{question: B, answered: true}}}} {HERE}
            - {{id: B, text: B?, kind: text, weight: 1, show_if: {{question: A, answered: true}}}}
            """
        ),
        "a circle of conditions: A -> B -> A",
        "conditions that end",
    ),
    "condition cycle through the places of a legal basis": (
        document_text(
            f"""
            - {{id: A, text: A?, kind: countries, weight: 1, show_if: {{question: B, basis: [bare]}}}} {HERE}
            - {{id: B, text: B?, kind: legal_bases, weight: 1, places_from: [A]}}
            """,
            **PLACES,
        ),
        "a circle of conditions: A -> B -> A",
        "conditions that end",
    ),
    "duplicate question id": (
        document_text(
            f"- {{id: Q-1, text: A?, kind: text, weight: 1}}\n- {{id: Q-1, text: B?, kind: text, weight: 1}} {HERE}"
        ),
        "question 'Q-1' stands 2 times",
        "each question once",
    ),
    "duplicate section code": (
        document_text(repeated=f"- {TEXT}")
        .replace("sections:", f"sections: {HERE}")
        .replace("code: TOOL", "code: GOV"),
        "section 'GOV' stands 2 times",
        "each section once",
    ),
    "second section that repeats": (
        document_text(repeated=f"- {TEXT}")
        .replace("    weight: 1\n", "    weight: 1\n    repeat: {entry: Tool}\n")
        .replace("{entry: AI tool}", "{entry: AI tool} " + HERE),
        "a second section that repeats, TOOL",
        "at most one",
    ),
    "duplicate option": (
        document_text(
            f"""
            - id: Q-1
              text: Is there?
              kind: single
              weight: 1
              options:
                - {{code: a, label: A, risk: 0}}
                - {{code: a, label: B, risk: 1}} {HERE}
            """
        ),
        "option 'a' stands twice",
        "each option once",
    ),
    "option without risk": (
        document_text(question("single", options=f"[{{code: a, label: A}}] {HERE}")),
        "option 'a' has no risk",
        "risk 0 to 4, or not_applicable: true",
    ),
    "risk out of range": (
        document_text(
            question("single", options=f"[{{code: a, label: A, risk: 5}}] {HERE}")
        ),
        "'risk' is '5'",
        "a whole number from 0 to 4",
    ),
    "choice without options": (
        document_text(f"- {{id: Q-1, text: Which?, kind: single, weight: 1}} {HERE}"),
        "Q-1 has no options",
        "at least one option",
    ),
    "options copied from where there are none": (
        document_text(
            f"- {TEXT}\n- {{id: Q-2, text: Which?, kind: single, weight: 1, options_from: T-1}} {HERE}"
        ),
        "T-1 has no options of its own",
        "a question that lists its options",
    ),
    "unknown criterion": (
        document_text(question("text", criteria=f"[GDPR-28.3] {HERE}")),
        "unknown criterion 'GDPR-28.3'",
        "perhaps 'GDPR-28.2'",
    ),
    "overlapping bands": (
        document_text(
            number(
                [
                    "{at_most: 10, risk: 0, label: few}",
                    "{at_least: 10, risk: 4, label: many}",
                ]
            )
        ),
        "'few' and 'many' overlap",
        "bands that follow each other",
    ),
    "gapped bands": (
        document_text(
            number(
                [
                    "{below: 10, risk: 0, label: few}",
                    "{above: 10, risk: 4, label: many}",
                ]
            )
        ),
        "a gap between 'few' and 'many'",
        "bands that follow each other",
    ),
    "bands that do not start at 0": (
        document_text(number(["{above: 0, risk: 0, label: some}"])),
        "nothing covers 0 (the lowest band is 'some')",
        "bands that start at 0",
    ),
    "bands with an end": (
        document_text(number(["{at_most: 10, risk: 0, label: few}"])),
        "nothing lies above 'few'",
        "a last band without an upper bound",
    ),
    "band with two lower bounds": (
        document_text(
            number([f"{{above: 0, at_least: 0, risk: 0, label: some}} {HERE}"]).replace(
                HERE, "", 1
            )
        ),
        "a band with two lower or two upper bounds",
        "one of each at most",
    ),
    "band with a bound too large to compute": (
        document_text(
            number(["{below: 1e999999999, risk: 0, label: all} " + HERE]).replace(
                HERE, "", 1
            )
        ),
        "'below' is '1e999999999'",
        "a number of 0 or more",
    ),
    "number without bands": (
        document_text(
            f"- {{id: Q-1, text: How many?, kind: number, weight: 1, units: [{{code: d, label: days}}]}} {HERE}"
        ),
        "no bands",
        "bands that cover every number from 0",
    ),
    "number without units": (
        document_text(
            f"- {{id: Q-1, text: How many?, kind: number, weight: 0}} {HERE}"
        ),
        "Q-1 has no units",
        "at least one unit",
    ),
    "duplicate unit": (
        document_text(
            question(
                "number",
                weight=0,
                units=f"[{{code: d, label: a}}, {{code: d, label: b}}] {HERE}",
            )
        ),
        "unit 'd' stands twice",
        "each unit once",
    ),
    "unit of no size": (
        document_text(
            question(
                "number",
                weight=0,
                units=f"[{{code: d, label: days, factor: 0}}] {HERE}",
            )
        ),
        "factor 0",
        "a number above 0",
    ),
    "age without a measure": (
        document_text(
            f"- {{id: Q-1, text: When?, kind: date, weight: 1, bands: [{{risk: 0, label: ever}}]}} {HERE}"
        ),
        "unknown measure ''",
        "one of days, months",
    ),
    "count steps that run out": (
        document_text(STEPS),
        "steps that can run out",
        "a last step with at_least 0 and no includes",
    ),
    "counting what is not offered": (
        document_text(
            question(
                "multi",
                options="[{code: a, label: A, risk: 0}]",
                scoring=f"{{kind: count, of: [b], steps: [{{at_least: 0, risk: 4}}]}} {HERE}",
            )
        ),
        "unknown option 'b'",
        "one of a",
    ),
    "scoring that does not fit the kind": (
        document_text(question("text", scoring=f"{{kind: count}} {HERE}")),
        "unknown scoring 'count'",
        "one of filled",
    ),
    "rights compared with no other question": (
        document_text(
            question(
                "multi",
                options="[{code: a, label: A}]",
                scoring=f"{{kind: excess, other: Q-2}} {HERE}",
            )
        ),
        "unknown question 'Q-2'",
        "one of ",
    ),
    "legal bases without a section for them": (
        document_text(question(f"legal_bases {HERE}", places_from="[Q-2]")),
        "kind legal_bases",
        "a document with legal_bases",
    ),
    "legal bases that name no places": (
        document_text(
            f"- {{id: Q-1, text: On what?, kind: legal_bases, weight: 1}} {HERE}",
            **PLACES,
        ),
        "Q-1 names no question",
        "the questions that name its countries",
    ),
    "legal basis of an unknown class": (
        document_text(
            **PLACES
            | {
                "legal_bases": f"- {{code: a, label: A, classes: {{third: good}}}} {HERE}"
            }
        ),
        "unknown class 'good'",
        "one of adequate, bare, safeguard",
    ),
    "legal basis whose class is a list": (
        document_text(
            **PLACES
            | {
                "legal_bases": f"- {{code: a, label: A, classes: {{third: [bare]}}}} {HERE}"
            }
        ),
        "unknown class a list",
        "perhaps 'bare'",
    ),
    "country twice": (
        document_text(
            countries=f"""
            countries:
              - {{code: IE, name: Ireland, status: eea}}
              - {{code: IE, name: Eire, status: eea}} {HERE}
            """
        ),
        "country 'IE' stands twice",
        "each country once",
    ),
    "country without an ISO code": (
        document_text(
            countries=f"countries: [{{code: irl, name: Ireland, status: eea}}] {HERE}"
        ),
        "country code 'irl'",
        "two capital letters (ISO 3166-1)",
    ),
    "rule with an unknown floor": (
        document_text(rules=rule(floor="severe", at="floor")),
        "unknown floor 'severe'",
        "one of critical, high, moderate",
    ),
    "rule that never fires": (
        document_text(rules=f"- {{id: CR-1, title: A rule, cases: []}} {HERE}"),
        "a rule that never fires",
        "at least one case",
    ),
    "duplicate rule": (
        document_text(rules=rule(at="") + rule(at="").replace("CR-1", f"CR-1 {HERE}")),
        "rule 'CR-1' stands twice",
        "each rule once",
    ),
    "duplicate check": (
        document_text(
            checks=f"- {{id: 1, title: A, cases: []}}\n- {{id: 1, title: B, cases: []}} {HERE}"
        ),
        "check '1' stands twice",
        "each check once",
    ),
    "title from an unknown question": (
        document_text(repeated=f"- {TEXT}").replace(
            "{entry: AI tool}", f"{{entry: AI tool, title_from: T-9}} {HERE}"
        ),
        "unknown question 'T-9'",
        "a question of TOOL",
    ),
    "repetition that is not described": (
        document_text(repeated=f"- {TEXT}").replace("{entry: AI tool}", f"true {HERE}"),
        "'True'",
        "a mapping",
    ),
    "section without questions": (
        document_text("[]").replace("questions:", f"questions: {HERE}"),
        "section GOV has no questions",
        "at least one question",
    ),
    "unknown key": (
        document_text(question("text", wieght=f"3 {HERE}")),
        "unknown key 'wieght'",
        "perhaps 'weight'",
    ),
    "unknown kind": (
        document_text(question(f"essay {HERE}")),
        "unknown kind 'essay'",
        "one of countries, date, legal_bases, multi, number, single, text",
    ),
    "profile question that is no choice": (
        document_text(
            profile=f"- {{id: P-1, text: What?, kind: text, role: impact}} {HERE}"
        ),
        "a profile question of kind text",
        "kind single",
    ),
    "profile question without a known role": (
        document_text(
            profile=f"- {{id: P-1, text: What?, kind: single, role: hobby, options: [{{code: a, label: A}}]}} {HERE}"
        ),
        "unknown role 'hobby'",
        "one of exposure, impact, switch",
    ),
    "wrong schema": (
        document_text().replace("schema: 2", f"schema: 1 {HERE}"),
        "schema is 1",
        "schema 2",
    ),
    "weight that is a word": (
        document_text(question("text", weight=f"heavy {HERE}")),
        "'weight' is 'heavy'",
        "a whole number from 0 to 10",
    ),
    "code with a blank": (
        document_text(question("text", id=f"Q 1 {HERE}")),
        "'id' is 'Q 1'",
        "letters, digits, '_', '-' or '.'",
    ),
    "title that is too long": (
        document_text().replace("A small document", f"{'a' * 201} {HERE}"),
        "'title' has 201 characters",
        "at most 200",
    ),
    "not a mapping": (f"- a {HERE}", "a list", "a mapping"),
    "duplicate key": (
        document_text().replace("id: small", f"id: small\nid: other {HERE}"),
        "'id' stands twice",
        "each key once",
    ),
    "tab as indentation": (
        document_text().replace("  - code: GOV", f"\t- code: GOV {HERE}"),
        "found character that cannot start any token",
        "valid YAML",
    ),
    "unclosed bracket": (f"schema: [2\nid: small {HERE}", "did not find", "valid YAML"),
    "anchor": (
        f"schema: &two 2 {HERE}",
        "an anchor or alias",
        "every value written out",
    ),
    "anchors that multiply": (
        f"a: &a [x, x] {HERE}\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "an anchor or alias",
        "every value written out",
    ),
    "tag of another language": (
        f"schema: !!python/object/apply:os.system [ls] {HERE}",
        "the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
        "plain data",
    ),
    "key that is a list": (
        f"? [a, b] {HERE}\n: 1",
        "a key is not plain text",
        "a name",
    ),
    "too deep": (
        f"{'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)} {HERE}",
        "too deeply nested",
        f"at most {MAX_DEPTH} levels",
    ),
    "control character": (
        f"schema: 2\nid: a\x07b {HERE}",
        "the character U+0007",
        "text without control characters",
    ),
    "control character behind an escape": (
        document_text().replace("A small document", f'"a\\0b" {HERE}'),
        "the character U+0000",
        "text without control characters",
    ),
    "empty": (f"{HERE}", "the file is empty", "a document"),
}


@pytest.mark.parametrize(("text", "what", "expected"), REFUSALS.values(), ids=REFUSALS)
def test_a_bad_document_is_refused_at_its_line_in_words(text, what, expected):
    faults = faults_of(text, known=["GDPR-28.2", "NIS2-21.1"])

    fault = next((f for f in faults if f.what.startswith(what)), faults[0])
    assert (fault.file, fault.line) == ("small.yaml", line_of(text))
    assert fault.what.startswith(what)
    assert fault.expected.startswith(expected)


def test_a_document_that_is_too_large_is_refused_before_it_is_read():
    (fault,) = faults_of("a" * (MAX_CHARACTERS + 1))

    assert fault.what == "the file is too large"


def test_too_many_values_are_refused():
    (fault,) = faults_of(f"[{'1,' * 200_001}]")

    assert fault.what == "too many values"


def test_names_inside_names_cannot_multiply_without_end():
    doubling = "\n".join(
        f"c{n}: {{all: [{{condition: c{n - 1}}}, {{condition: c{n - 1}}}]}}"
        for n in range(1, 29)
    )

    (fault,) = faults_of(
        document_text(conditions=f"c0: {{question: Q-1, answered: true}}\n{doubling}")
    )

    assert fault.what == "too many conditions inside conditions"
    assert fault.expected == f"at most {MAX_PARTS}"


def test_names_inside_names_cannot_nest_without_end():
    nested = "\n".join(f"c{n}: {{not: {{condition: c{n - 1}}}}}" for n in range(1, 31))

    (fault,) = faults_of(
        document_text(conditions=f"c0: {{question: Q-1, answered: true}}\n{nested}")
    )

    assert fault.what == "'c30' is too deeply nested"


def test_questions_shown_one_by_the_other_can_be_many_but_not_without_end():
    minimal_document(chain(MAX_LEVELS // 2))

    faults = faults_of(document_text(chain(MAX_LEVELS // 2 + 2)))

    assert {fault.what for fault in faults} == {
        "a chain of conditions that is too long"
    }


def test_every_fault_is_told_in_the_order_of_the_file():
    faults = faults_of(
        document_text(question("essay", weight="heavy")).replace(
            "schema: 2", "schema: 3"
        )
    )

    assert [fault.what for fault in faults] == [
        "schema is 3",
        "unknown kind 'essay'",
        "'weight' is 'heavy'",
    ]


def test_a_fault_is_one_line_for_scripts():
    (fault,) = faults_of(document_text().replace("schema: 2", "schema: 3"))

    assert str(fault) == "small.yaml:1: schema is 3, expected schema 2"


def test_the_smallest_document_is_read():
    document = minimal_document()

    assert document.id == "small"
    assert list(document.questions) == ["Q-1"]
    assert document.questions["Q-1"].section == "GOV"
    assert not document.section_by_code["GOV"].repeat


def test_a_version_written_as_a_number_is_text():
    document = parse(document_text().replace("version: '1'", "version: 1"))

    assert document.version == "1"


def test_a_section_repeats_with_the_name_of_its_entries():
    text = document_text(repeated=f"- {TEXT}")

    document = parse(text.replace("AI tool}", "AI tool, title_from: T-1}"))

    tools = document.section_by_code["TOOL"]
    assert (tools.repeat, tools.entry_name, tools.entry_title) == (
        True,
        "AI tool",
        "T-1",
    )
    assert document.questions["T-1"].repeated


def test_a_section_repeats_even_when_nothing_more_is_said():
    text = document_text(repeated=f"- {TEXT}")

    document = parse(text.replace("{entry: AI tool}", "{}"))

    tools = document.section_by_code["TOOL"]
    assert (tools.repeat, tools.entry_name) == (True, "Entry")


def test_a_named_condition_may_use_another_one_on_the_same_entry():
    document = minimal_document(
        repeated=f"- {TEXT}",
        conditions="""
        named: {question: T-1, answered: true}
        nameless: {not: {condition: named}}
        """,
    )

    assert list(document.conditions) == ["named", "nameless"]


def test_criteria_are_not_checked_when_none_are_given():
    document = minimal_document(question("text", criteria="[ANY-1]"))

    assert [rated(q).criteria for q in document.questions.values()] == [("ANY-1",)]


def test_a_stored_document_is_read_back_from_its_data():
    text = document_text(repeated=f"- {TEXT}", **PLACES)

    stored = document_from_data(read_yaml(text, "small.yaml").data)

    assert stored == parse(text)


def test_the_countries_stand_in_the_file_beside_it(tmp_path):
    (tmp_path / "places.yaml").write_text(
        "as_of: 2026-11-23\ncountries: [{code: IE, name: Ireland, status: eea}]"
    )
    path = tmp_path / "small.yaml"
    path.write_text(document_text() + "\ncountries: places.yaml")

    document = load_document(path)

    assert list(document.countries) == ["IE"]
    assert document.countries_as_of == "2026-11-23"


@pytest.mark.parametrize("name", ["../places.yaml", "/etc/hostname"])
def test_no_other_file_than_one_beside_it_is_opened(tmp_path, name):
    path = tmp_path / "small.yaml"
    path.write_text(document_text() + f"\ncountries: {name}")

    with pytest.raises(DocumentError, match="is not a file beside it"):
        load_document(path)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(DocumentError, match="the file cannot be read"):
        load_document(tmp_path / "nowhere.yaml")


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_bytes("title: Größe".encode("latin-1"))

    with pytest.raises(DocumentError, match="is not UTF-8"):
        load_document(path)
