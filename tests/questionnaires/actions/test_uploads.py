"""Answers that come in a file."""

import pytest
from django.utils import timezone

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import submit_response
from questionnaires.actions.uploads import (
    apply_upload,
    comparison_of,
    receive_upload,
)
from questionnaires.choices import EventKind
from questionnaires.document.offline import layout
from questionnaires.document.offline.answers import write_questions
from questionnaires.document.offline.comparing import LineChange
from questionnaires.errors import (
    ComparisonChanged,
    FaultsLeft,
    FileRefused,
    ResponseLocked,
)
from questionnaires.models import Answer, Entry, ResponseEvent, Upload
from questionnaires.queries import answer_set_of, last_change
from questionnaires.workbooks.writing import Cover, write_workbook
from tests.factories.workbooks import edited, everything, find


def cover(response):
    return Cover(
        "Buyer",
        "Portal",
        "Vendor",
        None,
        timezone.localdate(),
        str(response.pk),
        last_change(response),
        "en",
    )


def workbook(response, **cells):
    """The workbook of a response, with some cells filled in; ``__`` stands for ``|``."""

    def fill(book):
        for key, value in cells.items():
            name, _, column = key.replace("__", "|").replace("_", "-", 1).partition("@")
            find(
                book, name, column=int(column) if column else layout.FIRST_COLUMN
            ).value = value

    content = write_workbook(
        answer_set_of(response), cover(response), sections=everything
    )
    return edited(content, fill)


def receive(response, respondent, content, name="answers.xlsx"):
    return receive_upload(response, content, name, respondent=respondent)


def compare(upload, take=()):
    return comparison_of(upload, upload.response, may_answer=everything, take=take)


def apply(upload, **kwargs):
    return apply_upload(
        upload,
        fingerprint=compare(upload).fingerprint,
        may_answer=everything,
        **kwargs,
    )


def values(response):
    return dict(
        Answer.objects.filter(response=response, entry=None).values_list(
            "question", "value"
        )
    )


@pytest.fixture
def colleague(response):
    return enter(invite(response, actor="buyer"), name="Cora Colleague")


def test_a_workbook_is_taken_over_with_a_history(response, respondent):
    save_answer(response, "GOV-02", "none", respondent=respondent)
    content = workbook(response, GOV_01="Yes", GOV_02="No", INV_04__option__cli=None)

    upload = apply(receive(response, respondent, content), leave_faulty=True)

    assert values(response)["GOV-01"] == "yes"
    event = ResponseEvent.objects.get(response=response, question="GOV-01")
    assert (event.kind, event.respondent, event.after) == (
        EventKind.ANSWERED,
        respondent,
        "yes",
    )
    whole = ResponseEvent.objects.filter(response=response).last()
    assert whole.kind == EventKind.UPLOADED
    assert whole.after["file"] == "answers.xlsx"
    assert whole.after["applied"] == upload.applied
    response.refresh_from_db()
    assert response.answered == 2


def test_nothing_changes_before_it_is_taken_over(response, respondent):
    receive(response, respondent, workbook(response, GOV_01="Yes"))

    assert values(response) == {}


def test_a_tool_in_new_columns_becomes_a_row(response, respondent):
    add_entry(response, "TOOL")
    content = workbook(
        response,
        **{
            "T_01": "Known Agent",
            "T_01@8": "New Agent",
            "T_08__option__code_read@8": "Yes",
        },
    )

    apply(receive(response, respondent, content))

    first, second = Entry.objects.filter(response=response)
    assert Answer.objects.get(entry=first).value == "Known Agent"
    assert set(
        Answer.objects.filter(entry=second).values_list("question", flat=True)
    ) >= {"T-01"}
    again = receive(response, respondent, content)
    assert compare(again).lines == ()


def test_a_faulty_file_changes_nothing_until_the_person_says_so(response, respondent):
    content = workbook(response, GOV_01="Yes", GOV_03="Perhaps")
    upload = receive(response, respondent, content)

    with pytest.raises(FaultsLeft):
        apply(upload)
    assert values(response) == {}

    upload = apply(upload, leave_faulty=True)
    assert values(response) == {"GOV-01": "yes"}
    assert (upload.applied, upload.left_out) == (1, 1)


def test_what_was_looked_at_is_what_is_done(response, respondent, colleague):
    upload = receive(response, respondent, workbook(response, GOV_01="Yes"))
    seen = compare(upload).fingerprint
    save_answer(response, "GOV-01", "unknown", respondent=colleague)

    with pytest.raises(ComparisonChanged):
        apply_upload(upload, fingerprint=seen, may_answer=everything)

    assert values(response) == {"GOV-01": "unknown"}


def test_a_colleagues_answer_stays_unless_the_person_says_otherwise(
    response, respondent, colleague
):
    content = workbook(
        response, GOV_01="Yes", GOV_03="Yes, but not everyone accepted them in writing"
    )
    save_answer(response, "GOV-01", "unknown", respondent=colleague)
    save_answer(response, "GOV-03", "none", respondent=colleague)
    upload = receive(response, respondent, content)
    assert [line.change for line in compare(upload).lines] == [LineChange.CONFLICT] * 2

    apply(upload, take=["GOV-03|"])

    assert values(response) == {"GOV-01": "unknown", "GOV-03": "published"}


def test_an_older_file_does_not_undo_what_a_colleague_saved(
    response, respondent, colleague
):
    save_answer(response, "GOV-01", "yes", respondent=respondent)
    content = workbook(response)
    save_answer(response, "GOV-01", "unknown", respondent=colleague)
    save_answer(response, "GOV-03", "none", respondent=colleague)

    upload = receive(response, respondent, content)

    assert compare(upload).lines == ()


def test_emptied_cells_clear_and_hidden_answers_are_kept(response, respondent):
    save_answer(response, "INV-01", "none", respondent=respondent)
    save_answer(response, "GOV-01", "yes", respondent=respondent)
    content = workbook(response, GOV_01=None)

    apply(receive(response, respondent, content))

    assert values(response) == {"INV-01": "none"}
    assert ResponseEvent.objects.filter(kind=EventKind.CLEARED).count() == 1


def test_an_answers_file_is_taken_over_too(response, respondent):
    text = write_questions(
        answer_set_of(response), cover(response), sections=everything
    )
    text = text.replace("\n  GOV-01:\n", '\n  GOV-01: "yes"\n')

    apply(receive(response, respondent, text.encode(), "answers.yaml"))

    assert values(response) == {"GOV-01": "yes"}


def test_taking_over_twice_is_the_same_as_once(response, respondent):
    upload = apply(receive(response, respondent, workbook(response, GOV_01="Yes")))

    again = apply_upload(upload, fingerprint="whatever", may_answer=everything)

    assert again.applied_at == upload.applied_at
    assert ResponseEvent.objects.filter(kind=EventKind.UPLOADED).count() == 1


def test_a_newer_file_of_the_same_person_replaces_one_that_waits(
    response, respondent, colleague
):
    receive(response, respondent, workbook(response))
    receive(response, colleague, workbook(response))
    receive(response, respondent, workbook(response))

    assert Upload.objects.filter(respondent=respondent).count() == 1
    assert Upload.objects.filter(respondent=colleague).count() == 1


def test_an_answer_from_last_time_is_marked_until_it_changes(response, respondent):
    save_answer(response, "GOV-01", "yes", respondent=respondent)
    save_answer(response, "GOV-03", "none", respondent=respondent)
    Answer.objects.filter(response=response).update(prefilled=True)
    content = workbook(
        response, GOV_03="Yes, but not everyone accepted them in writing"
    )

    upload = receive(response, respondent, content)
    assert compare(upload).unconfirmed == 1
    apply(upload)

    kept, changed = Answer.objects.filter(response=response).order_by("question")
    assert (kept.prefilled, changed.prefilled) == (True, False)


def test_a_removed_tool_does_not_come_back_by_itself(response, respondent):
    entry = add_entry(response, "TOOL")
    save_answer(response, "T-01", "Agent", entry=entry, respondent=respondent)
    content = workbook(response)
    remove_entry(entry, respondent=respondent)

    (line,) = compare(receive(response, respondent, content)).lines

    assert "not in the list any more" in line.what


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "neither a workbook nor a text file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password"),
        (b"PK\x03\x04", "damaged"),
        (b"a: [", "line 2"),
        (b"x" * (5 * 1024 * 1024 + 1), "too big"),
        (b"questionnaire: other", "belongs to the questionnaire"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(response, respondent, content, what):
    with pytest.raises(FileRefused) as caught:
        receive(response, respondent, content)

    (fault,) = caught.value.faults
    assert what in f"{fault.place} {fault.what}"
    assert not Upload.objects.exists()


def test_nothing_is_received_or_taken_over_after_submission(response, respondent):
    content = workbook(response, GOV_01="Yes")
    upload = receive(response, respondent, content)
    seen = compare(upload).fingerprint
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(ResponseLocked):
        receive(response, respondent, content)
    with pytest.raises(ResponseLocked):
        apply_upload(upload, fingerprint=seen, may_answer=everything)


def test_many_answers_need_few_queries(
    response, respondent, django_assert_max_num_queries
):
    content = workbook(
        response,
        **{f"T_01@{column}": f"Agent {column}" for column in range(6, 26, 2)},
        GOV_01="Yes",
        GOV_03="Yes, but not everyone accepted them in writing",
    )
    upload = receive(response, respondent, content)
    seen = compare(upload).fingerprint

    # Each new row needs about eight; answers need none of their own.
    with django_assert_max_num_queries(150):
        apply_upload(upload, fingerprint=seen, may_answer=everything)

    assert Entry.objects.filter(response=response).count() == 10
