import copy
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from questionnaires.actions.answers import (
    confirm_answers,
    fill,
    reply_to,
    save_answer,
)
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_note, remove_evidence
from questionnaires.actions.evidence_places import ShownByFile, add_facts
from questionnaires.actions.following import ask_again, next_cycle
from questionnaires.actions.invitations import choose_language, invite, revoke
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import Opening, submit_response
from questionnaires.choices import EvidenceLevel, Purpose
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.digest import digest
from questionnaires.document.progress import progress
from questionnaires.document.taking_over import Why
from questionnaires.errors import NotAsked, NothingAsked, NotSubmittedYet
from questionnaires.models import (
    Answer,
    Clarification,
    Delivery,
    Entry,
    Evidence,
    QuestionnaireVersion,
    Remark,
    Response,
)
from questionnaires.queries import (
    answer_set_of,
    same_entries,
    since_last_time,
    values_before,
)
from riskapp.scoring.rated.answer_set import seen_in
from tests.factories.riskapp import example

pytestmark = pytest.mark.django_db


def submitted(response):
    fill(response, example("typical").filled)
    return submit_response(response, name="Vera", role="Lead")


def again(previous, *places, purpose=Purpose.CLARIFICATION):
    return ask_again(
        previous, purpose, places=places, due_on=None, actor="analyst@example.org"
    )


def cycle(previous, version=None):
    opening = Opening(
        version=version or previous.version,
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

    before, now = answer_set_of(previous), answer_set_of(new)
    assert now.filled.answers == before.filled.answers
    assert [e.answers for e in now.filled.entries] == [
        e.answers for e in before.filled.entries
    ]
    assert progress(now).answered == 0
    assert progress(now).applicable == progress(before).applicable
    assert now.state("GOV-01") is State.OPEN
    assert seen_in(now, "GOV-01").why.startswith("Taken over from last time")


def test_a_hidden_answer_is_taken_over_and_asked_for_when_it_comes_back(response):
    previous = submitted(response)
    hidden = {
        i.question.id
        for i in answer_set_of(previous).items()
        if i.state is State.HIDDEN
    }

    new = cycle(previous)

    again_hidden = {
        i.question.id for i in answer_set_of(new).items() if i.state is State.HIDDEN
    }
    assert hidden == again_hidden


def test_saving_the_same_answer_confirms_it(response):
    new = cycle(submitted(response))
    value = answer_set_of(new).value("GOV-01")

    saved = save_answer(new, "GOV-01", value)

    assert saved.answer_set.state("GOV-01") is State.ANSWERED
    assert progress(saved.answer_set).answered == 1
    assert not Answer.objects.get(response=new, question="GOV-01").prefilled


def test_a_new_answer_counts_at_once_and_shows_what_was_said_before(response):
    previous = submitted(response)
    new = cycle(previous)
    was = answer_set_of(previous).value("GOV-01")
    other = next(
        o.code
        for o in answer_set_of(new).document.questions["GOV-01"].options
        if o.code != was
    )

    saved = save_answer(new, "GOV-01", other)

    assert saved.answer_set.state("GOV-01") is State.ANSWERED
    assert values_before(new)["GOV-01", ""] == was


def test_a_page_of_answers_is_confirmed_at_once_but_never_what_is_hidden(response):
    new = cycle(submitted(response))
    answer_set = answer_set_of(new)
    section = answer_set.document.section_by_code["GOV"]

    number = confirm_answers(new, [q.id for q in section.questions])

    left = Answer.objects.filter(
        response=new, prefilled=True, question__startswith="GOV"
    )
    assert number > 0
    assert all(not answer_set.shown(a.question) for a in left)
    assert confirm_answers(new, [q.id for q in section.questions]) == 0


def test_unconfirmed_answers_change_the_digest_and_count_as_open(response):
    previous = submitted(response)
    untouched, confirmed = cycle(previous), cycle(previous)
    for section in answer_set_of(confirmed).document.sections:
        entries = Entry.objects.filter(response=confirmed, section=section.code)
        for entry in entries if section.repeat else [None]:
            confirm_answers(confirmed, [q.id for q in section.questions], entry=entry)

    untouched = submit_response(untouched, name="Vera", role="Lead")
    confirmed = submit_response(confirmed, name="Vera", role="Lead")

    assert progress(answer_set_of(untouched)).answered == 0
    assert (
        progress(answer_set_of(confirmed)).answered
        == progress(answer_set_of(previous)).answered
    )


def test_only_the_asked_answers_reopen(response):
    previous = submitted(response)

    new = again(previous, ("GOV-01", ""))

    answer_set = answer_set_of(new)
    assert [
        i.question.id
        for i in answer_set.items()
        if answer_set.asks(i.question.id, i.entry.id if i.entry else "")
    ] == ["GOV-01"]
    assert progress(answer_set).applicable == 1
    save_answer(new, "GOV-01", answer_set.value("GOV-01"))
    with pytest.raises(NotAsked):
        save_answer(new, "GOV-02", "team")
    with pytest.raises(NotAsked):
        remark(new, "GOV-02", kind="justification", text="x", due_on=None)
    with pytest.raises(NotAsked):
        add_entry(new, "TOOL")


def test_only_what_is_asked_is_counted_until_it_is_submitted(response):
    previous = submitted(response)
    asked = again(previous, ("GOV-01", ""))
    counted = asked.answered, asked.applicable
    save_answer(asked, "GOV-01", "yes")

    whole = submit_response(asked, name="Vera", role="Lead")

    assert counted == (0, 1)
    assert (whole.answered, whole.applicable) == (
        previous.answered,
        previous.applicable,
    )


def test_what_a_changed_answer_brings_up_can_be_answered(response):
    previous = submitted(response)
    answer_set = answer_set_of(previous)
    tool = Entry.objects.filter(response=previous).first()

    new = again(previous, ("T-20", str(tool.pk)))

    moved = Entry.objects.get(response=new, origin=tool)
    hidden_before = {
        q.id
        for q in answer_set.document.section_by_code["TOOL"].questions
        if not answer_set.shown(q.id, str(tool.pk))
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
    add_note(response, "GOV-01", "Board minutes", EvidenceClaim(title="Minutes"))
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

    assert answer_set_of(new).state("GOV-01") is State.ANSWERED
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


def changed_version(previous):
    """A new version: one option gone, one question gone, one for tools gone, one reworded."""
    data = copy.deepcopy(previous.version.document)
    data["version"] = "next"
    data["rules"], data["checks"] = [], []
    for section in data["sections"]:
        section["questions"] = [
            q for q in section["questions"] if q["id"] not in ("GOV-05", "T-17")
        ]
        for asked in section["questions"]:
            if asked["id"] == "GOV-02":
                answer = answer_set_of(previous).value("GOV-02")
                asked["options"] = [o for o in asked["options"] if o["code"] != answer]
            if asked["id"] == "GOV-03":
                asked["text"] = "Which written rules do you have?"
    return QuestionnaireVersion.objects.create(
        questionnaire=previous.version.questionnaire,
        version="next",
        document=data,
        digest=digest(data),
    )


def everything(_section):
    return True


@contextmanager
def freeze(moment):
    """A day that is still to come."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def test_answers_that_no_longer_fit_are_left_behind_and_told(response):
    previous = submitted(response)
    new = cycle(previous, version=changed_version(previous))

    now = answer_set_of(new)
    told = since_last_time(new, everything)
    assert {"GOV-02", "GOV-05"}.isdisjoint(now.filled.answers)
    assert all("T-17" not in entry.answers for entry in now.filled.entries)
    assert now.filled.answers["GOV-03"] == answer_set_of(previous).value("GOV-03")
    assert {(one.question, one.why) for one in told.answers} == {
        ("GOV-02", Why.NOT_ALLOWED),
        ("GOV-05", Why.NOT_ASKED),
        ("T-17", Why.NOT_ASKED),
    }
    assert [one.question for one in told.reworded] == ["GOV-03"]
    assert progress(now).answered == 0


def test_a_cycle_of_the_same_version_leaves_nothing_behind(response):
    new = cycle(submitted(response))

    assert since_last_time(new, everything).is_empty


def test_what_is_told_is_only_of_ones_own_sections(response):
    previous = submitted(response)
    new = cycle(previous, version=changed_version(previous))

    told = since_last_time(new, lambda section: section == "TOOL")

    assert {one.question for one in told.answers} == {"T-17"}
    assert told.reworded == ()


def test_a_removed_tool_stays_away_and_so_do_its_answers(response):
    fill(response, example("typical").filled)
    gone, *kept = Entry.objects.filter(response=response)
    add_note(response, "T-08", "Scopes", EvidenceClaim(), entry=gone)
    remove_entry(gone)
    previous = submit_response(response, name="Vera", role="Lead")

    new = cycle(previous)

    assert [e.origin for e in Entry.objects.filter(response=new)] == kept
    assert not Answer.objects.filter(response=new, entry__origin=gone).exists()
    assert not Evidence.objects.filter(response=new).exists()
    assert since_last_time(new, everything).is_empty


def test_every_answer_about_a_tool_is_prefilled_and_confirmed_for_that_tool(response):
    new = cycle(submitted(response))
    first, second, *_ = Entry.objects.filter(response=new)

    confirm_answers(new, ["T-01", "T-05"], entry=first)

    def left(entry):
        return set(
            Answer.objects.filter(entry=entry, prefilled=True).values_list(
                "question", flat=True
            )
        )

    assert {"T-01", "T-05"}.isdisjoint(left(first))
    assert {"T-01", "T-05"} <= left(second)


def test_what_a_changed_answer_brings_up_is_prefilled_and_asked_for(response):
    fill(response, example("typical").filled)
    detail = answer_set_of(response).value("INV-02")
    save_answer(response, "INV-01", "unknown")
    previous = submit_response(response, name="Vera", role="Lead")
    new = cycle(previous)
    assert answer_set_of(new).state("INV-02") is State.HIDDEN

    saved = save_answer(new, "INV-01", first_register(new))

    assert detail is not None
    assert saved.answer_set.value("INV-02") == detail
    assert saved.answer_set.state("INV-02") is State.OPEN
    assert seen_in(saved.answer_set, "INV-02").why.startswith(
        "Taken over from last time"
    )


def first_register(response):
    """An answer to INV-01 that says there is a register."""
    condition = answer_set_of(response).document.questions["INV-02"].show_if
    options = answer_set_of(response).document.questions["INV-01"].options
    filled = answer_set_of(response).filled
    for option in options:
        answers = {**filled.answers, "INV-01": option.code}
        answer_set = AnswerSet(
            answer_set_of(response).document,
            replace(filled, answers=answers),
            timezone.localdate(),
        )
        if answer_set.holds(condition):
            return option.code
    raise LookupError("INV-01")


def test_evidence_that_expired_is_left_out_and_the_level_falls(response):
    fill(response, example("typical").filled)
    for title, days in (("Old", 1), ("Good", 400)):
        add_note(
            response,
            "GOV-03" if title == "Old" else "GOV-04",
            "See the wiki",
            EvidenceClaim(
                title=title,
                level=EvidenceLevel.DOCUMENTED,
                expires_on=timezone.localdate() + timedelta(days=days),
            ),
        )
    previous = submit_response(response, name="Vera", role="Lead")
    level = Answer.objects.get(response=previous, question="GOV-03").evidence_level
    assert level == EvidenceLevel.DOCUMENTED

    with freeze(timezone.now() + timedelta(days=30)):
        new = cycle(previous)
        told = since_last_time(new, everything)

    assert [row.title for row in Evidence.objects.filter(response=new)] == ["Good"]
    assert [row.title for row in told.evidence] == ["Old"]
    levels = dict(
        Answer.objects.filter(
            response=new, question__in=("GOV-03", "GOV-04")
        ).values_list("question", "evidence_level")
    )
    assert levels == {
        "GOV-03": EvidenceLevel.DECLARED,
        "GOV-04": EvidenceLevel.DOCUMENTED,
    }


def test_what_files_showed_is_left_out_of_a_new_cycle_and_documents_no_answer(response):
    fill(response, example("typical").filled)
    add_facts(
        response,
        [
            ShownByFile(
                "GOV-03", None, "a tool in use: yes", "a.json:1", "a.json", "0" * 64
            )
        ],
    )
    previous = submit_response(response, name="Vera", role="Lead")
    answer = Answer.objects.get(response=previous, question="GOV-03")
    assert answer.evidence_level == EvidenceLevel.DOCUMENTED

    same = again(previous, ("GOV-04", ""))
    assert Evidence.objects.filter(response=same).exists()
    new = cycle(previous)

    answer = Answer.objects.get(response=new, question="GOV-03")
    assert answer.evidence_level == EvidenceLevel.DECLARED
    assert not Evidence.objects.filter(response=new).exists()


def test_evidence_stays_where_only_some_answers_are_asked_again(response):
    fill(response, example("typical").filled)
    add_note(
        response,
        "GOV-03",
        "See the wiki",
        EvidenceClaim(expires_on=timezone.localdate() + timedelta(days=1)),
    )
    previous = submit_response(response, name="Vera", role="Lead")

    with freeze(timezone.now() + timedelta(days=30)):
        new = again(previous, ("GOV-01", ""))

    assert Evidence.objects.filter(response=new).count() == 1


def test_tools_are_found_again_through_any_number_of_responses(
    response, django_assert_num_queries
):
    first = submitted(response)
    second = submit_response(again(first, ("GOV-01", "")), name="Vera", role="Lead")
    third = cycle(second)
    new = add_entry(third, "TOOL")

    with django_assert_num_queries(1):
        found = same_entries(third, first)

    names = {e.id: e.title for e in answer_set_of(first).filled.entries}
    later = {e.id: e.title for e in answer_set_of(third).filled.entries}
    assert {later[now]: names[then] for now, then in found.items()} == {
        title: title for title in names.values()
    }
    assert str(new.pk) not in found
    assert same_entries(first, third) == {}
