import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.responses import submit_response
from questionnaires.document.errors import AnswerError
from questionnaires.errors import AnswerConflict, NotAsked, ResponseLocked
from questionnaires.models import Answer, Response, ResponseEvent
from questionnaires.queries import filled_of
from tests.factories.riskapp import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(response):
    return add_entry(response, "TOOL")


def stored(response):
    return dict(
        Answer.objects.filter(response=response).values_list("question", "value")
    )


def history(response):
    """What was done to answers: kind, question, value before and after."""
    return list(
        ResponseEvent.objects.filter(response=response)
        .exclude(question="")
        .values_list("kind", "question", "before", "after")
    )


def test_an_answer_is_kept_with_who_gave_it_and_counted(response, respondent):
    before = Response.objects.get(pk=response.pk)

    saved = save_answer(response, "GOV-01", "yes", respondent=respondent)

    after = Response.objects.get(pk=response.pk)
    answer = Answer.objects.get(response=response, question="GOV-01")
    assert answer.value == "yes"
    assert saved.revision == answer.revision == ResponseEvent.objects.latest("id").pk
    assert answer.answered_by == respondent
    assert after.answered == before.answered + 1
    assert after.changed_at > before.changed_at
    assert history(response) == [("answered", "GOV-01", None, "yes")]


def test_what_is_kept_is_the_canonical_value(response):
    save_answer(response, "INC-02", {"value": " 024,50 ", "unit": "hours"})
    save_answer(response, "INV-04", ["cli", "ide"])

    assert stored(response) == {
        "INC-02": {"value": "24.5", "unit": "hours"},
        "INV-04": ["ide", "cli"],
    }


def test_a_changed_answer_raises_its_revision_and_keeps_the_old_value_in_the_history(
    response,
):
    first = save_answer(response, "GOV-01", "yes").revision

    saved = save_answer(response, "GOV-01", "no", revision=first)

    assert saved.revision > first
    assert history(response)[-1] == ("answered", "GOV-01", "yes", "no")


@pytest.mark.parametrize("empty", ["", "   ", None, [], {}, {"value": "", "unit": "h"}])
def test_an_empty_answer_clears_what_was_there(response, empty):
    save_answer(response, "GOV-01", "yes")

    saved = save_answer(response, "GOV-01", empty)

    assert saved.revision == 0
    assert stored(response) == {}
    assert history(response)[-1] == ("cleared", "GOV-01", "yes", None)


def test_the_same_value_again_changes_nothing(response):
    first = save_answer(response, "GOV-01", "yes")
    kept = Answer.objects.get(response=response)

    again = save_answer(response, "GOV-01", "yes", revision=0)

    now = Answer.objects.get(response=response)
    assert again.revision == first.revision == now.revision
    assert (now.pk, now.answered_at) == (kept.pk, kept.answered_at)
    assert len(history(response)) == 1


def test_clearing_what_is_empty_leaves_no_trace(response):
    save_answer(response, "GOV-01", "")

    assert history(response) == []


def test_a_colleague_who_was_faster_is_not_overwritten(response):
    first = save_answer(response, "GOV-01", "yes", revision=0)

    with pytest.raises(AnswerConflict) as conflict:
        save_answer(response, "GOV-01", "no", revision=0)

    assert (conflict.value.stored, conflict.value.revision) == ("yes", first.revision)
    assert "colleague" in str(conflict.value)
    assert stored(response) == {"GOV-01": "yes"}


def test_whoever_has_seen_the_other_value_may_overwrite_it(response):
    first = save_answer(response, "GOV-01", "yes", revision=0)

    save_answer(response, "GOV-01", "no", revision=first.revision)

    assert stored(response) == {"GOV-01": "no"}


def test_a_colleague_who_cleared_the_answer_is_not_overruled_unseen(response):
    first = save_answer(response, "GOV-01", "yes")
    save_answer(response, "GOV-01", "")

    with pytest.raises(AnswerConflict) as conflict:
        save_answer(response, "GOV-01", "no", revision=first.revision)

    assert (conflict.value.stored, conflict.value.revision) == (None, 0)


def test_an_answer_cleared_and_given_anew_is_not_mistaken_for_the_first(response):
    first = save_answer(response, "GOV-01", "yes")
    save_answer(response, "GOV-01", "")
    save_answer(response, "GOV-01", "no_rule")

    with pytest.raises(AnswerConflict):
        save_answer(response, "GOV-01", "no", revision=first.revision)


def test_changing_an_answer_takes_its_evidence_away(response):
    save_answer(response, "GOV-01", "yes")
    Answer.objects.update(evidence_level="verified")

    save_answer(response, "GOV-01", "no")

    assert Answer.objects.get().evidence_level == "declared"


@pytest.mark.parametrize(
    "question",
    [
        "INV-02",  # asked only of those who have a list
        "MON-02",  # asked only where a tool acts by itself
        "ENG-01",  # asked of the buyer
        "T-03",  # asked once per tool
        "NO-99",
    ],
)
def test_what_is_not_asked_cannot_be_answered(response, question):
    raw = "2026-01-01" if question == "INV-02" else "none"
    raw = ["task"] if question == "MON-02" else raw

    with pytest.raises(NotAsked):
        save_answer(response, question, raw)

    assert stored(response) == {}


def test_a_hidden_answer_is_kept_and_comes_back(response):
    save_answer(response, "INV-01", "list")
    save_answer(response, "INV-02", "2026-01-01")

    hidden = save_answer(response, "INV-01", "none")
    back = save_answer(response, "INV-01", "list")

    assert hidden.answer_set.value("INV-02") is None
    assert back.answer_set.value("INV-02") == "2026-01-01"


def test_a_question_about_a_tool_is_answered_for_that_tool_alone(response, entry):
    other = add_entry(response, "TOOL")

    save_answer(response, "T-03", "free", entry=entry)

    assert stored(response) == {"T-03": "free"}
    assert entry.answers.count() == 1
    assert other.answers.count() == 0


def test_a_plain_question_is_not_answered_for_a_tool(response, entry):
    with pytest.raises(NotAsked):
        save_answer(response, "GOV-01", "yes", entry=entry)


def test_the_tool_of_another_response_is_out_of_reach(response, other_response):
    foreign = add_entry(other_response, "TOOL")

    with pytest.raises(NotAsked):
        save_answer(response, "T-03", "free", entry=foreign)

    assert not Answer.objects.exists()


def test_a_removed_tool_takes_no_answers(response, entry):
    removed = remove_entry(entry)

    with pytest.raises(NotAsked):
        save_answer(response, "T-03", "free", entry=removed)


def test_a_refused_value_leaves_the_old_one(response):
    save_answer(response, "GOV-01", "yes")

    with pytest.raises(AnswerError):
        save_answer(response, "GOV-01", "maybe")

    assert stored(response) == {"GOV-01": "yes"}
    assert len(history(response)) == 1


def test_an_answer_and_its_line_in_the_history_are_rolled_back_together(response):
    with pytest.raises(RuntimeError), transaction.atomic():
        save_answer(response, "GOV-01", "yes")
        raise RuntimeError

    assert stored(response) == {}
    assert history(response) == []
    assert Response.objects.get(pk=response.pk).answered == 0


def test_a_submitted_response_takes_no_answers(response):
    save_answer(response, "GOV-01", "yes")
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(ResponseLocked, match="have been submitted"):
        save_answer(response, "GOV-01", "no")

    assert stored(response) == {"GOV-01": "yes"}


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: answers.update(value="no"),
        lambda answers: answers.delete(),
        lambda answers: Answer.objects.create(
            response=answers.get().response,
            question="GOV-02",
            value="named",
            answered_at=answers.get().answered_at,
        ),
    ],
    ids=["update", "delete", "insert"],
)
def test_the_database_itself_refuses_to_touch_a_submitted_answer(response, change):
    save_answer(response, "GOV-01", "yes")
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(DatabaseError, match="is submitted"), transaction.atomic():
        change(Answer.objects.filter(response=response))

    assert stored(response) == {"GOV-01": "yes"}


def test_no_answer_is_moved_out_of_a_submitted_response(response, other_response):
    save_answer(response, "GOV-01", "yes")
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(DatabaseError, match="is submitted"), transaction.atomic():
        Answer.objects.filter(response=response).update(response=other_response)


@pytest.mark.parametrize(
    "change",
    [lambda events: events.update(actor="nobody"), lambda events: events.delete()],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_touch_the_history(response, change):
    save_answer(response, "GOV-01", "yes")

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        change(ResponseEvent.objects.filter(response=response))


def test_a_whole_file_of_answers_is_taken_over_as_it_is(response):
    wanted = example("typical").filled

    fill(response, wanted)

    found = filled_of(response)
    assert found.answers == wanted.answers
    assert [entry.answers for entry in found.entries] == [
        entry.answers for entry in wanted.entries
    ]
    assert len(found.evidence) == len(wanted.evidence) > 0
    response.refresh_from_db()
    assert response.answered == response.applicable > 0


def test_today_is_today_anywhere_on_earth(response, monkeypatch):
    evening = datetime.datetime(2026, 11, 28, 22, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)

    save_answer(response, "GOV-08", "2026-11-29")

    assert stored(response)["GOV-08"] == "2026-11-29"
    with pytest.raises(AnswerError, match="must not lie after 2026-11-29"):
        save_answer(response, "GOV-08", "2026-11-30")
