import pytest
from django.db import DatabaseError, transaction

from questionnaires.actions.answers import (
    confirm_answers,
    fill,
    reply_to,
    save_answer,
)
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.evidence import Claim, add_note, remove_evidence
from questionnaires.actions.following import ask_again, next_cycle
from questionnaires.actions.invitations import choose_language, invite, revoke
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import Opening, submit_response
from questionnaires.choices import Purpose
from questionnaires.document.progress import progress
from questionnaires.document.sheet import State
from questionnaires.errors import NotAsked, NothingAsked, NotSubmittedYet
from questionnaires.models import (
    Answer,
    Clarification,
    Delivery,
    Entry,
    Evidence,
    Remark,
    Response,
)
from questionnaires.queries import sheet_of, values_before
from tests.factories.riskapp import example

pytestmark = pytest.mark.django_db


def submitted(response):
    fill(response, example("typical").filled)
    return submit_response(response, name="Vera", role="Lead")


def again(previous, *places, purpose=Purpose.CLARIFICATION):
    return ask_again(
        previous, purpose, places=places, due_on=None, actor="analyst@example.org"
    )


def cycle(previous):
    opening = Opening(
        version=previous.version,
        profile=previous.profile,
        due_on=None,
        actor="analyst@example.org",
        entry_policy=previous.entry_policy,
        allowed_domains=[],
        about=previous.about,
    )
    return next_cycle(previous, opening)


def test_nothing_follows_an_open_response(response):
    with pytest.raises(NotSubmittedYet):
        again(response, ("GOV-01", ""))


def test_the_next_cycle_begins_with_every_answer_unconfirmed(response):
    previous = submitted(response)

    new = cycle(previous)

    before, now = sheet_of(previous), sheet_of(new)
    assert now.filled.answers == before.filled.answers
    assert [e.answers for e in now.filled.entries] == [
        e.answers for e in before.filled.entries
    ]
    assert progress(now).answered == 0
    assert progress(now).applicable == progress(before).applicable
    assert now.seen("GOV-01").state is State.OPEN
    assert now.seen("GOV-01").why.startswith("Taken over from last time")


def test_a_hidden_answer_is_taken_over_and_asked_for_when_it_comes_back(response):
    previous = submitted(response)
    hidden = {
        i.question.id for i in sheet_of(previous).items() if i.state is State.HIDDEN
    }

    new = cycle(previous)

    again_hidden = {
        i.question.id for i in sheet_of(new).items() if i.state is State.HIDDEN
    }
    assert hidden == again_hidden


def test_saving_the_same_answer_confirms_it(response):
    new = cycle(submitted(response))
    value = sheet_of(new).value("GOV-01")

    saved = save_answer(new, "GOV-01", value)

    assert saved.sheet.seen("GOV-01").state is State.ANSWERED
    assert progress(saved.sheet).answered == 1
    assert not Answer.objects.get(response=new, question="GOV-01").prefilled


def test_a_new_answer_counts_at_once_and_shows_what_was_said_before(response):
    previous = submitted(response)
    new = cycle(previous)
    was = sheet_of(previous).value("GOV-01")
    other = next(
        o.code
        for o in sheet_of(new).document.questions["GOV-01"].options
        if o.code != was
    )

    saved = save_answer(new, "GOV-01", other)

    assert saved.sheet.seen("GOV-01").state is State.ANSWERED
    assert values_before(new)["GOV-01", ""] == was


def test_a_page_of_answers_is_confirmed_at_once_but_never_what_is_hidden(response):
    new = cycle(submitted(response))
    sheet = sheet_of(new)
    section = sheet.document.section_by_code["GOV"]

    number = confirm_answers(new, [q.id for q in section.questions])

    left = Answer.objects.filter(
        response=new, prefilled=True, question__startswith="GOV"
    )
    assert number > 0
    assert all(not sheet.shown(a.question) for a in left)
    assert confirm_answers(new, [q.id for q in section.questions]) == 0


def test_unconfirmed_answers_change_the_digest_and_count_as_open(response):
    previous = submitted(response)
    untouched, confirmed = cycle(previous), cycle(previous)
    for section in sheet_of(confirmed).document.sections:
        entries = Entry.objects.filter(response=confirmed, section=section.code)
        for entry in entries if section.repeat else [None]:
            confirm_answers(confirmed, [q.id for q in section.questions], entry=entry)

    untouched = submit_response(untouched, name="Vera", role="Lead")
    confirmed = submit_response(confirmed, name="Vera", role="Lead")

    assert progress(sheet_of(untouched)).answered == 0
    assert (
        progress(sheet_of(confirmed)).answered == progress(sheet_of(previous)).answered
    )


def test_only_the_asked_answers_reopen(response):
    previous = submitted(response)

    new = again(previous, ("GOV-01", ""))

    sheet = sheet_of(new)
    assert [
        i.question.id
        for i in sheet.items()
        if sheet.asks(i.question.id, i.entry.id if i.entry else "")
    ] == ["GOV-01"]
    assert progress(sheet).applicable == 1
    save_answer(new, "GOV-01", sheet.value("GOV-01"))
    with pytest.raises(NotAsked):
        save_answer(new, "GOV-02", "team")
    with pytest.raises(NotAsked):
        remark(new, "GOV-02", kind="justification", text="x", due_on=None)
    with pytest.raises(NotAsked):
        add_entry(new, "TOOL")


def test_what_a_changed_answer_brings_up_can_be_answered(response):
    previous = submitted(response)
    sheet = sheet_of(previous)
    tool = Entry.objects.filter(response=previous).first()

    new = again(previous, ("T-20", str(tool.pk)))

    moved = Entry.objects.get(response=new, origin=tool)
    hidden_before = {
        q.id
        for q in sheet.document.section_by_code["TOOL"].questions
        if not sheet.shown(q.id, str(tool.pk))
    }
    closed = {q for q, e in new.closed if e == str(moved.pk)}
    assert hidden_before.isdisjoint(closed)
    assert "T-20" not in closed
    assert "T-01" in closed


@pytest.mark.parametrize("place", [("GOV-99", ""), ("GOV-01", "no-such-entry")])
def test_asking_about_no_answer_is_refused(response, place):
    previous = submitted(response)

    with pytest.raises(NothingAsked):
        again(previous, place)

    assert Response.objects.filter(follows=previous).count() == 0


def test_an_entry_cannot_be_removed_where_only_an_answer_was_asked_for(response):
    previous = submitted(response)
    new = again(previous, ("GOV-01", ""))

    with pytest.raises(NotAsked):
        remove_entry(Entry.objects.filter(response=new).first())


def test_who_could_answer_before_can_answer_again_and_leads_get_a_mail(response):
    lead = invite(response, email="lead@vendor.example", actor="a")
    gone = invite(response, email="gone@vendor.example", actor="a")
    revoke(gone, actor="a")
    Delivery.objects.all().delete()

    new = again(submitted(response), ("GOV-01", ""))

    assert [i.continues for i in new.invitations.all()] == [lead]
    assert [(d.kind, d.email) for d in Delivery.objects.all()] == [
        ("questions", "lead@vendor.example")
    ]


def test_whoever_chose_a_language_is_written_to_in_it_again(response):
    lead = invite(response, email="lead@vendor.example", actor="a")
    choose_language(lead, "de")
    previous = submitted(response)

    asked = again(previous, ("GOV-01", "")).invitations.get()
    anew = invite(cycle(previous), email="lead@vendor.example", actor="a")

    assert (asked.language, anew.language) == ("de", "de")


def test_evidence_and_remarks_go_along_and_share_nothing_that_can_be_lost(response):
    fill(response, example("typical").filled)
    add_note(response, "GOV-01", "Board minutes", Claim(title="Minutes"))
    remark(response, "GOV-02", kind="justification", text="Small", due_on=None)
    previous = submit_response(response, name="Vera", role="Lead")

    new = again(previous, ("GOV-01", ""))

    mine = Evidence.objects.get(response=new)
    remove_evidence(mine)
    assert Evidence.objects.present().filter(response=previous).count() == 1
    assert Remark.objects.filter(response=new).count() == 1
    assert Remark.objects.filter(response=cycle(previous)).count() == 0


def test_a_reply_stands_by_the_answer_and_is_frozen_with_it(response):
    previous = submitted(response)
    asked = Clarification.objects.create(
        response=previous, question="GOV-01", text="Since when?", author="a"
    )
    new = again(previous, ("GOV-01", ""))
    Clarification.objects.update(asked_in=new)

    reply_to(asked, "Since May.")

    assert sheet_of(new).seen("GOV-01").state is State.ANSWERED
    submit_response(new, name="Vera", role="Lead")
    with pytest.raises(DatabaseError), transaction.atomic():
        Clarification.objects.update(reply="Never.")
    assert Clarification.objects.get().reply == "Since May."


def test_a_draft_cannot_be_replied_to(response):
    previous = submitted(response)
    draft = Clarification.objects.create(
        response=previous, question="GOV-01", text="Since when?", author="a"
    )

    with pytest.raises(NotAsked):
        reply_to(draft, "Since May.")
