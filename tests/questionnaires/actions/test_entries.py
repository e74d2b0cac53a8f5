import pytest
from django.db import DatabaseError, transaction

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import (
    MAX_ENTRIES,
    add_entry,
    copy_entry,
    remove_entry,
    restore_entry,
)
from questionnaires.actions.responses import submit_response
from questionnaires.errors import NotAsked, ResponseLocked, TooMany
from questionnaires.models import Answer, Entry, ResponseEvent
from questionnaires.queries import filled_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(response):
    """A tool with a name and a plan."""
    entry = add_entry(response, "TOOL")
    save_answer(response, "T-01", "Example Agent", entry=entry)
    save_answer(response, "T-03", "business", entry=entry)
    return entry


def answers_of(entry):
    return dict(Answer.objects.filter(entry=entry).values_list("question", "value"))


def titles(response):
    return [entry.title for entry in filled_of(response).entries]


def kinds(response):
    return list(
        ResponseEvent.objects.filter(response=response)
        .exclude(entry=None)
        .filter(question="")
        .values_list("kind", flat=True)
    )


def test_an_added_row_is_the_last_one_and_empty(response, entry):
    added = add_entry(response, "TOOL")

    assert added.position == entry.position + 1
    assert answers_of(added) == {}
    assert titles(response) == ["Example Agent", "AI tool 2"]


def test_an_added_row_raises_what_is_asked_beyond_what_was_announced(response):
    before = response.applicable

    add_entry(response, "TOOL")
    response.refresh_from_db()
    announced = response.applicable
    add_entry(response, "TOOL")

    response.refresh_from_db()
    assert announced == before
    assert response.applicable > before


@pytest.mark.parametrize("section", ["GOV", "NONE", ""])
def test_only_a_repeating_section_has_rows(response, section):
    with pytest.raises(NotAsked):
        add_entry(response, section)


def test_a_copy_has_the_same_answers_and_says_that_it_is_a_copy(response, entry):
    copied = copy_entry(entry)

    assert answers_of(copied) == {"T-01": "Example Agent (copy)", "T-03": "business"}
    assert titles(response) == ["Example Agent", "Example Agent (copy)"]


def test_copies_are_numbered(response, entry):
    first = copy_entry(entry)
    copy_entry(entry)
    copy_entry(first)

    assert titles(response)[1:] == [
        "Example Agent (copy)",
        "Example Agent (copy 2)",
        "Example Agent (copy 3)",
    ]


def test_a_copy_starts_without_evidence(entry):
    entry.answers.update(evidence_level="verified")

    copied = copy_entry(entry)

    assert {answer.evidence_level for answer in copied.answers.all()} == {"declared"}


def test_a_copy_does_not_count_before_somebody_looked(response, entry):
    response.refresh_from_db()
    before = response.answered

    copied = copy_entry(entry)

    response.refresh_from_db()
    assert response.answered == before
    assert set(filled_of(response).set_aside.values()) == {"Copied, not yet checked"}

    save_answer(response, "T-03", "business", entry=copied)

    response.refresh_from_db()
    assert response.answered == before + 1


def test_changing_a_copy_leaves_the_original(response, entry):
    copied = copy_entry(entry)

    save_answer(response, "T-03", "free", entry=copied)

    assert answers_of(entry)["T-03"] == "business"


def test_a_removed_row_is_gone_from_the_answers_and_comes_back_whole(response, entry):
    response.refresh_from_db()
    before = (response.answered, response.applicable)

    remove_entry(entry)

    assert filled_of(response).entries == ()

    restore_entry(entry)

    response.refresh_from_db()
    assert titles(response) == ["Example Agent"]
    assert (response.answered, response.applicable) == before


def test_removing_or_restoring_twice_is_the_same_as_once(response, entry):
    first = remove_entry(entry)
    second = remove_entry(entry)
    restore_entry(entry)
    restore_entry(entry)

    assert second.removed_at == first.removed_at
    assert kinds(response) == ["entry_added", "entry_removed", "entry_restored"]


def test_a_copy_is_written_down_with_where_it_came_from(response, entry, respondent):
    copied = copy_entry(entry, respondent=respondent)

    event = ResponseEvent.objects.get(kind="entry_copied")
    assert (event.entry, event.respondent) == (copied, respondent)
    assert event.before == {"entry": str(entry.pk)}
    assert event.after == answers_of(copied)


def test_a_row_and_its_line_in_the_history_are_rolled_back_together(response, entry):
    with pytest.raises(RuntimeError), transaction.atomic():
        copy_entry(entry)
        remove_entry(entry)
        raise RuntimeError

    assert titles(response) == ["Example Agent"]
    assert kinds(response) == ["entry_added"]


def test_there_is_a_limit_and_what_can_be_brought_back_counts(response, entry):
    Entry.objects.bulk_create(
        Entry(response=response, section="TOOL", position=n)
        for n in range(2, MAX_ENTRIES + 1)
    )
    remove_entry(entry)

    with pytest.raises(TooMany, match=str(MAX_ENTRIES)):
        add_entry(response, "TOOL")
    with pytest.raises(TooMany):
        copy_entry(entry)

    assert Entry.objects.filter(response=response).count() == MAX_ENTRIES


@pytest.mark.parametrize("action", [copy_entry, remove_entry, restore_entry])
def test_a_submitted_response_keeps_its_rows(response, entry, action):
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(ResponseLocked):
        action(entry)
    with pytest.raises(ResponseLocked):
        add_entry(response, "TOOL")

    assert titles(response) == ["Example Agent"]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(position=9),
        lambda rows: Answer.objects.filter(entry__in=rows).delete(),
        lambda rows: Entry.objects.create(
            response=rows.get().response, section="TOOL", position=2
        ),
    ],
    ids=["update", "delete", "insert"],
)
def test_the_database_itself_refuses_to_touch_a_submitted_row(response, entry, change):
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(DatabaseError, match="is submitted"), transaction.atomic():
        change(Entry.objects.filter(response=response))
