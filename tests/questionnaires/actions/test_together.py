"""One question answered for several entries at once, and taken back."""

import pytest

from questionnaires.actions.answers import GivenAnswer, confirm_answers, save_answer
from questionnaires.actions.entries import add_entry, copy_entry, remove_entry
from questionnaires.actions.together import bring_back, save_together
from questionnaires.models import Answer

QUESTION = "T-03"


@pytest.fixture
def tools(response):
    return [add_entry(response, "TOOL", name=f"Agent {n}") for n in (1, 2)]


def column(tools, *values):
    pairs = zip(tools, values, strict=True)
    return [GivenAnswer(QUESTION, tool, value) for tool, value in pairs]


def answers():
    found = Answer.objects.filter(question=QUESTION).order_by("entry__position")
    return list(found.values_list("value", flat=True))


def test_only_what_changed_is_told_with_what_stood_there(response, tools):
    save_answer(response, QUESTION, "free", entry=tools[0])

    (saved,) = save_together(response, QUESTION, column(tools, "", None))

    assert (saved.entry, saved.before, saved.revision) == (str(tools[0].pk), "free", 0)
    assert bring_back(response, QUESTION, [saved]) == 1
    assert answers() == ["free"]


def test_what_a_colleague_answered_alike_since_stays(response, tools):
    saved = save_together(response, QUESTION, column(tools, "free", "free"))
    save_answer(response, QUESTION, "unknown", entry=tools[0])
    save_answer(response, QUESTION, "free", entry=tools[0])

    assert bring_back(response, QUESTION, saved) == 1
    assert answers() == ["free"]


def test_what_was_removed_or_is_not_asked_any_more_stays(response, tools):
    one, two = tools
    given = [GivenAnswer("T-12", tool, "buyer") for tool in tools]
    saved = save_together(response, "T-12", given)
    remove_entry(one)
    save_answer(response, "T-11", "none", entry=two)

    assert bring_back(response, "T-12", saved) == 0
    assert Answer.objects.filter(question="T-12").count() == 2


def test_what_was_brought_back_unconfirmed_and_confirmed_since_stays(response, tools):
    save_answer(response, QUESTION, "business", entry=tools[0])
    copied = copy_entry(tools[0])
    saved = save_together(response, QUESTION, column([copied], "free"))

    assert bring_back(response, QUESTION, saved) == 1
    assert confirm_answers(response, [QUESTION], entry=copied) == 1
    assert bring_back(response, QUESTION, saved) == 0
    assert answers() == ["business", "business"]
