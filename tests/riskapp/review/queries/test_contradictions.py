"""Statements that do not go together: both of them, and where each comes from."""

import pytest

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, choose_listed, remove_entry
from questionnaires.actions.responses import submit_response
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.results.actions.scoring import score_assessment
from riskapp.results.actions.submitting import mark_submitted
from riskapp.review.actions.notices import report_changes
from riskapp.review.actions.reviewing import dismiss
from riskapp.review.queries.workspace import workspace
from riskapp.tools.catalogue import core_catalogue
from tests.riskapp.review.queries.conftest import found, submit


def test_answer_against_the_register_names_both(opened):
    entry = opened.response.entries.first()
    save_answer(opened.response, "GOV-06", "no_rule")
    save_answer(opened.response, "T-03", "free", entry=entry)

    [clash] = found(submit(opened), "entry")

    assert [s.where.split(",")[0] for s in clash.statements] == ["GOV-06", "T-03"]
    assert clash.statements[1].words == "Free plan"
    assert clash.tool in clash.ask


def test_register_against_published_terms_names_the_source(opened):
    response = opened.response
    plan = core_catalogue().plans["kiro-individual"]
    entry = choose_listed(response, "TOOL", plan)
    save_answer(response, "T-18", ["files"], entry=entry)
    save_answer(response, "T-24", "no_contract", entry=entry)

    clashes = found(submit(opened), "published")

    [clash] = [c for c in clashes if c.key.startswith("published:trains")]
    answer, source = clash.statements
    assert answer.place == ("T-24", str(entry.pk))
    assert source.url.startswith("https://")
    assert source.words.endswith("yes")
    assert any(c.key == "ask:training-has-to-be-switched-off" for c in clashes)


def test_tool_that_is_not_from_the_catalogue_has_no_published_terms(opened):
    assert found(submit(opened), "published") == []


def next_cycle(world, first):
    return start_assessment(
        engagement=first.engagement,
        version=world.version,
        due_on=first.due_on,
        by=world.analyst,
    )


def noticed(assessment, change):
    """The assessment after the vendor reported a new tool, and did something else beside it."""
    response = assessment.response
    person = response.invitations.get().respondents.create(response=response, name="V")
    notice = report_changes(assessment, ["tool"], [], by=person)
    change(notice)
    submit_response(notice, name="Vera Vendor", role="CTO")
    score_assessment(Assessment.objects.get(pk=assessment.pk))
    return Assessment.objects.get(pk=assessment.pk)


def same(response, entry):
    return response.entries.get(origin=entry)


def test_this_cycle_against_the_last_says_what_was_said_then(world, opened):
    save_answer(opened.response, "GOV-03", "none")
    save_answer(opened.response, "GOV-08", "2026-10-01")
    second = next_cycle(world, submit(opened))
    save_answer(second.response, "GOV-03", "accepted")
    save_answer(second.response, "GOV-08", "2026-01-01")
    save_answer(second.response, "GOV-02", "named")

    clashes = {clash.key: clash for clash in found(submit(second), "cycle")}

    assert set(clashes) == {"cycle:GOV-03", "cycle:GOV-08"}
    assert clashes["cycle:GOV-03"].statements[1].where == "GOV-03, last cycle"
    assert "before the one given last time" in clashes["cycle:GOV-08"].title


def test_queue_shows_the_answer_of_the_last_cycle(world, opened):
    second = next_cycle(world, submit(opened))
    save_answer(second.response, "GOV-02", "team")

    desk = workspace(submit(second))

    row = desk.row(("GOV-02", ""))
    assert any(reason.startswith("Last time:") for reason in row.reasons)


def test_first_cycle_has_nothing_to_compare_with(opened):
    assert found(submit(opened), "cycle") == []


def test_tool_taken_off_the_list_is_asked_about(world, opened):
    entry = opened.response.entries.first()
    name = entry.answers.get(question="T-01").value
    second = next_cycle(world, submit(opened))
    remove_entry(second.response.entries.get(origin=entry))

    [clash] = found(submit(second), "cycle")

    assert clash.title == f"No longer listed: {name}"
    assert clash.place == ("INV-04", "")
    assert "access taken away" in clash.ask


def test_tool_taken_off_with_a_notice_is_asked_about_in_a_first_cycle(opened):
    entry = opened.response.entries.first()
    scored = submit(opened)

    taken_off = noticed(scored, lambda notice: remove_entry(same(notice, entry)))

    assert [clash.key for clash in found(taken_off, "cycle")] == [f"gone:{entry.pk}"]
    later = noticed(taken_off, lambda _notice: None)
    assert [clash.key for clash in found(later, "cycle")] == [f"gone:{entry.pk}"]


def test_tool_that_is_listed_anew_is_compared_with_what_it_was(opened):
    entry = opened.response.entries.first()
    name = entry.answers.get(question="T-01").value
    save_answer(opened.response, "T-24", "yes", entry=entry)
    scored = submit(opened)

    def list_anew(notice):
        remove_entry(same(notice, entry))
        anew = add_entry(notice, "TOOL")
        save_answer(notice, "T-01", name, entry=anew)
        save_answer(notice, "T-24", "no_contract", entry=anew)

    clashes = found(noticed(scored, list_anew), "cycle")

    assert "Much better than last time" in {
        clash.title for clash in clashes if clash.key == "cycle:T-24"
    }
    assert not any(clash.key.startswith("gone:") for clash in clashes)


def test_entries_that_are_one_plan_are_told_together(opened):
    plan = core_catalogue().plans["kiro-individual"]
    entries = [choose_listed(opened.response, "TOOL", plan) for _each in range(2)]

    clashes = found(submit(opened), "entry")

    [clash] = [one for one in clashes if one.key == "alike:plan:2"]
    assert clash.place == ("T-01", str(entries[0].pk))
    assert [s.place[1] for s in clash.statements] == [str(e.pk) for e in entries]
    assert "same plan" in clash.ask


def join(notice, _second):
    choose_listed(notice, "TOOL", core_catalogue().plans["kiro-individual"])


def take_its_place(notice, second):
    remove_entry(same(notice, second))
    join(notice, second)


@pytest.mark.parametrize("change", [join, take_its_place])
def test_entries_that_were_let_stand_are_told_again_with_another_among_them(
    world, opened, change
):
    plan = core_catalogue().plans["kiro-individual"]
    _first, second = [choose_listed(opened.response, "TOOL", plan) for _each in "12"]
    scored = submit(opened)
    [clash] = alike_plans(scored)
    dismiss(scored, clash.key, [clash.entry], reason="Two teams", by=world.analyst)

    unchanged = noticed(scored, lambda _notice: None)
    mark_submitted(unchanged.response)
    [still] = alike_plans(unchanged)
    others = same(unchanged.response, second)
    changed = noticed(unchanged, lambda notice: change(notice, others))
    mark_submitted(changed.response)
    [anew] = alike_plans(changed)

    assert not still.is_open
    assert anew.is_open


def alike_plans(assessment):
    return [c for c in found(assessment, "entry") if c.key.startswith("alike:plan")]
