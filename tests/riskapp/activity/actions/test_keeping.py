import pytest

from questionnaires.models import ResponseEvent
from riskapp.activity.actions import handing, keeping
from riskapp.activity.actions.keeping import remove
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.audit.models import AuditEntry
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from riskapp.facts.errors import FileNotRead
from tests.riskapp.activity.conftest import AGENT, START, days, totals


def test_a_file_is_kept_as_days_of_agents_and_nothing_else(world, scored):
    file = drop_at_buyer(scored, totals(days(3)), "folder/a.jsonl", by=world.analyst)

    assert isinstance(file, ActivityFile)
    assert (file.agents, file.first_day, file.by) == ([AGENT], START, world.analyst)
    assert [row.day for row in file.rows.order_by("day")] == [
        one.day for one in days(3)
    ]
    assert file.rows.first().seen == days(1)[0].seen
    entry = AuditEntry.objects.get(action="daily totals of agents read")
    assert entry.after["agents"] == 1


def test_the_same_file_is_kept_once(world, scored):
    one = drop_at_buyer(scored, totals(days(3)), "a.jsonl", by=world.analyst)

    assert drop_at_buyer(scored, totals(days(3)), "b.jsonl", by=world.analyst) == one
    assert ActivityDay.objects.count() == 3


def test_days_and_files_are_limited(world, scored, monkeypatch):
    monkeypatch.setattr(keeping, "MAX_DAYS", 5)
    drop_at_buyer(scored, totals(days(3)), "a.jsonl", by=world.analyst)

    with pytest.raises(FileNotRead, match="At most 5 days"):
        drop_at_buyer(scored, totals(days(4)), "b.jsonl", by=world.analyst)

    monkeypatch.setattr(handing, "MAX_FILES", 1)
    with pytest.raises(FileNotRead, match="At most 1 files"):
        drop_at_buyer(scored, totals(days(2)), "c.jsonl", by=world.analyst)
    assert ActivityFile.objects.count() == 1


def test_days_are_watched_once_they_are_kept_or_removed(
    world, scored, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as queued:
        file = drop_at_buyer(scored, totals(days(3)), "a.jsonl", by=world.analyst)
        remove(scored, file, by=world.analyst)

    watched = [one for one in queued if "watch_agents_of" in repr(one)]
    assert len(watched) == 2
    assert not ActivityDay.objects.exists()


def test_a_file_that_looks_like_a_secret_is_refused_whole(world, scored):
    content = totals(days(2)).replace(b"example/billing", b"ghp_" + b"a1B2" * 9)

    with pytest.raises(FileNotRead) as refused:
        drop_at_buyer(scored, content, "a.jsonl", by=world.analyst)

    assert "secret" in str(refused.value)
    assert not ActivityFile.objects.exists()


def test_a_broken_file_is_refused_with_its_line(world, scored):
    content = totals(days(2)).replace(b'"hours"', b'"mood"', 1)

    with pytest.raises(FileNotRead) as refused:
        drop_at_buyer(scored, content, "a.jsonl", by=world.analyst)

    assert "line 6" in refused.value.faults[0].place


def test_the_vendor_hands_over_what_it_has_and_its_history_says_so(answering, vendor):
    respondent = answering.response.invitations.get().respondents.get()

    drop_at_vendor(
        answering.response, totals(days(3)), "a.jsonl", respondent=respondent
    )

    [file] = ActivityFile.objects.all()
    assert (file.respondent, file.engagement) == (respondent, answering.engagement)
    assert ResponseEvent.objects.filter(kind="file_read").count() == 1
