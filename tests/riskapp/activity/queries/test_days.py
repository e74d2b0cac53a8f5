from uuid import uuid4

from questionnaires.models import Respondent
from questionnaires.queries import answer_set_of
from riskapp.activity.models import ActivityFile
from riskapp.activity.queries.days import (
    agents_in,
    days_by_agent,
    entries_of,
    files_of,
    observed,
)
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from tests.data.activity import days_of
from tests.riskapp.activity.conftest import AGENT, START, changed, days, totals


def test_the_file_that_was_read_last_counts(scored, dropped):
    dropped(changed(days(3), "refusals", "", 1), "a.jsonl")
    dropped(changed(days(3), "refusals", "", 2), "b.jsonl")
    files = files_of(scored.engagement)

    [found] = days_by_agent(files).values()

    assert [one.day for one in found] == days_of(START, 3)
    assert found[-1].total("refusals") == 2
    assert days_by_agent(files, ["nobody"]) == {}


def refused(files):
    [found] = days_by_agent(files).values()
    return found[-1].total("refusals")


def test_a_vendor_takes_nothing_back_of_what_a_member_handed_over(
    world, answering, vendor
):
    respondent = Respondent.objects.get(invitation__response=answering.response)
    exported = totals(changed(days(3), "refusals", "", 40))
    drop_at_buyer(answering, exported, "export.jsonl", by=world.analyst)

    drop_at_vendor(
        answering.response, totals(days(3)), "mild.jsonl", respondent=respondent
    )

    assert refused(files_of(answering.engagement)) == 40


def test_a_vendor_takes_nothing_back_of_what_it_submitted(world, answering, vendor):
    respondent = Respondent.objects.get(invitation__response=answering.response)

    def hand_over(count):
        content = totals(changed(days(3), "refusals", "", count))
        drop_at_vendor(
            answering.response, content, f"{count}.jsonl", respondent=respondent
        )

    hand_over(40)
    hand_over(30)
    assert files_of(answering.engagement) == []  # nobody hears of it before
    files = list(ActivityFile.objects.filter(engagement=answering.engagement))
    assert refused(files) == 30  # put right before anybody relied on it

    files[1].response_id = uuid4()  # of the next cycle
    assert refused(files) == 40


def test_days_that_somebody_looked_at_are_those_of_files_that_name_the_agent(
    scored, dropped
):
    dropped([days(5)[0], days(5)[4]], "a.jsonl")
    dropped(days(9, "other"), "b.jsonl")
    files = files_of(scored.engagement)

    assert agents_in(files) == [AGENT, "other"]
    assert observed(files, AGENT) == set(days_of(START, 5))


def test_an_agent_is_the_tool_that_is_called_so_or_that_its_file_was_dropped_on(
    scored, dropped
):
    answer_set = answer_set_of(scored.response)
    by_title = {entry.title: entry.id for entry in answer_set.filled.entries}
    chosen = scored.response.entries.exclude(pk=by_title[AGENT]).first()
    dropped(days(3), "a.jsonl")
    dropped(days(3, "release-bot"), "b.jsonl", entry=chosen)
    dropped(days(3, "nobody's"), "c.jsonl")

    found = entries_of(files_of(scored.engagement), answer_set)

    assert found == {
        AGENT: by_title[AGENT],
        "release-bot": str(chosen.pk),
        "nobody's": "",
    }


def test_an_agent_is_the_tool_of_the_product_that_it_names(world):
    typical = world.assessment("typical", scored=True)
    drop_at_buyer(typical, totals(days(3, "claude-code")), "a.jsonl", by=world.analyst)
    answer_set = answer_set_of(typical.response)

    found = entries_of(files_of(typical.engagement), answer_set)

    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    assert titles[found["claude-code"]] == "Claude Code (Team)"
