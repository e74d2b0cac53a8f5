"""Answers files about what is shipped."""

import pytest

from questionnaires.document.errors import DocumentError
from riskapp.scoring.files import answers_in, score_file, shipped, shipped_in
from riskapp.shipped.core import core_document

CLAIM = """
questionnaire: ai-toolchain-partner
as_of: '2026-11-23'
vendor: {name: Example, country: CZ}
engagement: {ENG-01: incidental, ENG-02: internal, ENG-03: ordinary, ENG-04: write, ENG-05: edit,
  ENG-06: small, ENG-07: 'no', ENG-08: 'no', ENG-09: silent}
answers:
  GOV-01: 'yes'
  GOV-03: {not_applicable: We publish nothing}
"""


@pytest.mark.parametrize("wanted", ["gone", "../secrets", "", "core/more"])
def test_what_is_not_shipped_is_not_found(wanted):
    with pytest.raises(LookupError):
        shipped(wanted)


def test_a_questionnaire_is_found_with_and_without_its_version():
    core = core_document()

    assert shipped(core.id).version == core.version
    assert shipped(f"{core.id}@{core.version}").version == core.version
    with pytest.raises(LookupError):
        shipped(f"{core.id}@0")


def test_it_is_shown_in_a_language():
    core = core_document()

    german = shipped_in(core.id, "de")

    assert german.title != core.title
    assert german.questions.keys() == core.questions.keys()
    with pytest.raises(DocumentError):
        shipped_in("gone", "de")


@pytest.mark.parametrize(
    ("accepted", "claimed", "left_out"),
    [(False, ["GOV-03"], []), (True, [], ["GOV-03"])],
)
def test_what_does_not_apply_counts_as_open_unless_it_is_taken_as_accepted(
    tmp_path, accepted, claimed, left_out
):
    path = tmp_path / "answers.yaml"
    path.write_text(CLAIM)

    _, _, result = score_file(path, accept_claims=accepted)

    assert [one.question for one in result.claimed] == claimed
    assert [one.question for one in result.left_out if one.reason] == left_out


SAID = """questionnaire: ai-toolchain-partner
as_of: 2026-11-23
answers: {GOV-01: {not_applicable: It is not for us}}
"""


def test_a_claim_counts_as_open_until_somebody_accepts_it(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(SAID, "utf-8")

    _, plain, counted = score_file(path)
    _, accepted, taken = score_file(path, accept_claims=True)

    assert plain.filled.accepted == frozenset()
    assert accepted.filled.accepted == {("GOV-01", "")}
    assert [item.question for item in counted.claimed] == ["GOV-01"]
    assert taken.claimed == ()


def test_a_file_is_scored_by_the_newest_model_for_a_buyer_anywhere(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(SAID, "utf-8")

    assert score_file(path)[2].model == "ait-score 2"
    assert score_file(path, model=1)[2].model == "ait-score 1"
    assert score_file(path, "DE")[2].catalogue.endswith(" DE")
    assert not score_file(path)[2].catalogue.endswith(" DE")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, ":1: the file cannot be read (No such file or directory), expected a readable file"),
        (b"\xff", ":1: "),
        (b"answers: {}", ":1: "),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_is_named_with_its_whole_path(tmp_path, content, said):
    path = tmp_path / "answers.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DocumentError) as refused:
        answers_in(path)

    assert str(refused.value).startswith(f"{path}{said}")
