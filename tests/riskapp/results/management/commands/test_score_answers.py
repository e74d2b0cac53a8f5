import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

EXAMPLES = Path("docs/examples")
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


def score(path, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command("score_answers", str(path), stdout=out, stderr=err, **options)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


# No django_db mark: the command must not touch the database.
@pytest.mark.parametrize("name", NAMES)
def test_example_scores_as_recorded(name):
    expected = json.loads((EXAMPLES / f"{name}.expected.json").read_text())

    status, out, err = score(EXAMPLES / f"{name}.yaml")

    assert (status, err) == (0, "")
    assert json.loads(out) == expected


def test_there_are_five_examples():
    assert len(NAMES) == 5


def test_pipeline_can_gate_on_the_rating():
    assert score(EXAMPLES / "careful.yaml", fail_above="low")[0] == 0
    assert score(EXAMPLES / "production-agents.yaml", fail_above="high")[0] == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("questionnaire: nothing\nas_of: 2026-11-23\n", 1, "unknown questionnaire"),
        ("questionnaire: aftercare\nas_of: 2026-11-23\n", 1, "unknown questionnaire"),
        ("questionnaire: countries\nas_of: 2026-11-23\n", 1, "unknown questionnaire"),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-W48-1\n",
            2,
            "as_of is '2026-W48-1', expected a date such as 2026-11-23",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nanswers:\n  GOV-07: 500\n",
            4,
            "GOV-07: The number is too large: at most 100 percent.",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\ntools:\n- answers:\n    T-01: A\n    T-13: {value: '1.095', unit: days}\n",
            6,
            "T-13: “1.095” can be read as 1095 or as 1.095. Write 1095, or 1.0950.",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nvendor:\n  country: ZZ\n",
            4,
            "'ZZ' is not a country, expected two letters such as RS",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\ntools:\n- name: Agent\n- name: agent\n",
            5,
            "AI tool 'agent' stands in line 4 already",
        ),
        ("questionnaire: ai-toolchain-partner\nas_of: soon\n", 2, "expected a date"),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nanswers:\n  GOV-01: maybe\n",
            4,
            "GOV-01: “maybe” is not one of the answers. Choose one of: yes, no,",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nanswers: {GOV-1: yes}\n",
            3,
            "unknown key 'GOV-1', expected perhaps 'GOV-0",
        ),
        (
            "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nanswers: &a {GOV-01: yes}\n",
            3,
            "expected",
        ),
    ],
)
def test_refusal_names_file_line_what_and_expected(tmp_path, text, line, words):
    path = tmp_path / "answers.yaml"
    path.write_text(text)

    status, out, err = score(path)

    assert status == 2
    assert out == ""
    assert err.startswith(f"{path}:{line}: ")
    assert words in err


def test_every_fault_has_its_line(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(
        "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\nanswers:\n"
        "  GOV-01: maybe\n  GOV-07: -3\n  GOV-08: 2030-01-01\n"
    )

    status, _, err = score(path)

    assert status == 2
    assert [line.split(":")[1] for line in err.strip().splitlines()] == ["4", "5", "6"]


def test_json_reads_like_yaml(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(
        json.dumps(
            {
                "questionnaire": "ai-toolchain-partner@3",
                "as_of": "2026-11-23",
                "vendor": {"name": "Ünïcode 🦊", "country": "RS"},
                "answers": {
                    "GOV-01": "yes",
                    "ACC-03": {"not_applicable": "Nothing is shared"},
                },
                "tools": [{"name": "Agent", "answers": {"T-20": ["US", "IE"]}}],
            }
        )
    )

    status, out, _ = score(path)

    assert status == 0
    assert [tool["name"] for tool in json.loads(out)["tools"]] == ["Agent"]


def test_text_format_is_for_people():
    status, out, _ = score(EXAMPLES / "careful.yaml", format="text")

    assert status == 0
    assert out.startswith("Residual risk")


def test_text_says_what_to_fix_by_theme_and_what_that_does_to_the_rating():
    _, out, _ = score(EXAMPLES / "personal-accounts.yaml", format="text")

    lines = out.split("What to fix first (")[1].splitlines()
    assert len([line for line in lines if line.startswith("  critical")]) == 4
    assert "  high      Incidents and notice: 6" in lines
    assert (
        "            Rating stays Critical: CR-01, CR-02, CR-03 and CR-05 still hold it."
        in lines
    )
    assert lines[-1].startswith("Leads to high: ")


@pytest.mark.parametrize(
    ("places", "risk"),
    [
        ("[ie]", None),
        ("[EL, UK]", None),
        ("[EU]", None),
        ("[Worldwide]", 4),
        ("[EU, worldwide]", 4),
    ],
)
def test_places_are_understood_as_people_write_them(tmp_path, places, risk):
    path = tmp_path / "answers.yaml"
    path.write_text(
        "questionnaire: ai-toolchain-partner\nas_of: 2026-11-23\n"
        f"tools:\n- answers: {{T-01: A, T-20: {places}}}\n"
    )

    status, out, err = score(path)

    found = {f["question"]: f["risk"] for f in json.loads(out)["findings"]}
    assert (status, err) == (0, "")
    assert found.get("T-20") == risk


@pytest.mark.parametrize(("country", "expected"), [("DE", True), ("FR", False)])
def test_a_file_is_scored_for_a_buyer_in_a_country(country, expected):
    _, out, _ = score(EXAMPLES / "typical.yaml", country=country)

    assert ("BSIG-30.2.4" in json.loads(out)["criteria"]) is expected


def test_the_text_answers_the_five_questions():
    _, out, _ = score(EXAMPLES / "half-answered.yaml", format="text")

    assert "Which AI tools are used on the work?\n  3 AI tools are listed: " in out
    assert "Where is the code processed?\n  United States (1 of 3); " in out
    assert "not known (1 of 3)" in out
