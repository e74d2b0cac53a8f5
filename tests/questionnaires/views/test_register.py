import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import MAX_ENTRIES, remove_entry
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Entry


@pytest.fixture
def act(vendor_client, response):
    """Press one of the buttons of the register."""

    def post(name, /, *args, **data):
        return vendor_client.post(
            reverse(f"questionnaires:{name}", args=[response.pk, *args]), data
        )

    return post


def address(name, *args):
    return reverse(f"questionnaires:{name}", args=args)


def messages_of(reply):
    return [str(message) for message in get_messages(reply.wsgi_request)]


def test_an_added_tool_is_opened_at_once(act, response, respondent):
    reply = act("add", section="TOOL", name="Own agent")

    entry = response.entries.get()
    assert reply.url == address("entry", response.pk, entry.pk)
    assert response.events.get(kind="entry_added").respondent.name == "Vera Vendor"


def test_a_copied_tool_is_opened_at_once(act, response, entry):
    save_answer(response, "T-01", "Example Agent", entry=entry)

    reply = act("copy", entry.pk)

    copied = response.entries.exclude(pk=entry.pk).get()
    assert reply.url == address("entry", response.pk, copied.pk)
    assert Answer.objects.get(entry=copied).value == "Example Agent (copy)"


def test_a_copied_tool_is_not_done_before_somebody_looked(
    act, vendor_client, response, entry
):
    save_answer(response, "T-01", "Example Agent", entry=entry)
    save_answer(response, "T-03", "business", entry=entry)
    act("copy", entry.pk)
    copied = response.entries.exclude(pk=entry.pk).get()
    register = vendor_client.get(address("section", response.pk, "TOOL"))
    page = vendor_client.get(address("entry", response.pk, copied.pk))

    assert "2 to confirm" in register.content.decode()
    assert page.content.decode().count("Copied, not yet checked") == 2
    assert "2 answers here were copied" in page.content.decode()

    act("confirm", section="TOOL", entry=str(copied.pk))

    register = vendor_client.get(address("section", response.pk, "TOOL"))
    assert "to confirm" not in register.content.decode()


def test_a_copied_answer_that_is_not_asked_needs_no_confirmation(
    act, vendor_client, response, entry
):
    save_answer(response, "T-12", "buyer", entry=entry)
    save_answer(response, "T-11", "none", entry=entry)
    act("copy", entry.pk)
    copied = response.entries.exclude(pk=entry.pk).get()
    act("confirm", section="TOOL", entry=str(copied.pk))

    register = vendor_client.get(address("section", response.pk, "TOOL"))

    assert Answer.objects.filter(entry=copied, prefilled=True).count() == 1
    assert "to confirm" not in register.content.decode()


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u200b", None])
def test_no_row_is_made_without_a_name(act, vendor_client, response, name):
    reply = act("add", section="TOOL", **({} if name is None else {"name": name}))

    assert reply.url == address("choose", response.pk, "TOOL")
    assert messages_of(reply) == ["Choose a tool from the list, or type its name."]
    assert not response.entries.exists()


def test_a_name_that_is_taken_comes_back_to_the_field(act, vendor_client, response):
    act("add", section="TOOL", name="Own agent")

    reply = act("add", section="TOOL", name="own agent")

    assert reply.url == f"{address('choose', response.pk, 'TOOL')}?q=own+agent"
    assert response.entries.count() == 1
    page = vendor_client.get(reply.url).content.decode()
    assert 'name="name" value="own agent"' in page


def test_a_removed_tool_leaves_the_list_and_can_be_brought_back(
    act, vendor_client, response, entry
):
    register = address("section", response.pk, "TOOL")
    save_answer(response, "T-01", "Agent", entry=entry)

    removed = act("remove", entry.pk)
    without = vendor_client.get(register)
    act("restore", entry.pk)
    again = vendor_client.get(register)

    assert removed.url == register
    assert "bring it back" in " ".join(messages_of(removed))
    assert (len(without.context["rows"]), list(without.context["removed"])) == (
        0,
        [(entry, "Agent")],
    )
    assert (len(again.context["rows"]), list(again.context["removed"])) == (1, [])


def test_the_register_shows_name_provider_and_progress(vendor_client, response, entry):
    save_answer(response, "T-01", "Example Agent", entry=entry)
    save_answer(response, "T-02", "Example Inc., USA", entry=entry)

    (row,) = vendor_client.get(address("section", response.pk, "TOOL")).context["rows"]

    assert (row.progress.title, row.detail) == (
        "Example Agent",
        "Example Inc., USA",
    )
    assert row.progress.answered == 2


@pytest.mark.parametrize("section", ["GOV", "NONE", ""])
def test_a_section_that_does_not_repeat_takes_no_rows(act, response, section):
    reply = act("add", section=section)

    assert reply.url == address("tasks", response.pk)
    assert not Entry.objects.exists()


def test_the_limit_is_told_in_words(act, response):
    Entry.objects.bulk_create(
        Entry(response=response, section="TOOL", position=n) for n in range(MAX_ENTRIES)
    )

    added = act("add", section="TOOL", name="One more")
    copied = act("copy", response.entries.first().pk)

    words = f"At most {MAX_ENTRIES} rows are possible."
    assert messages_of(added) == [words]
    assert messages_of(copied) == [
        words,
        words,
    ]  # nobody has looked at the first one yet
    assert response.entries.count() == MAX_ENTRIES


@pytest.mark.parametrize("name", ["copy", "remove", "restore"])
def test_the_tool_of_a_stranger_is_not_found(act, foreign_entry, name):
    if name == "restore":
        remove_entry(foreign_entry)
    before = Entry.objects.filter(removed_at=None).count()

    reply = act(name, foreign_entry.pk)

    assert reply.status_code == 404
    assert Entry.objects.filter(removed_at=None).count() == before
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("name", ["copy", "remove", "restore"])
def test_a_tool_that_is_not_there_is_not_found(act, name):
    assert act(name, uuid.uuid4()).status_code == 404


@pytest.mark.parametrize("name", ["copy", "remove"])
def test_a_removed_tool_is_not_found(act, entry, name):
    remove_entry(entry)

    assert act(name, entry.pk).status_code == 404


def test_a_tool_that_was_not_removed_is_not_brought_back(act, entry):
    assert act("restore", entry.pk).status_code == 404


def test_a_stranger_adds_nothing(vendor_client, other_response):
    reply = vendor_client.post(address("add", other_response.pk), {"section": "TOOL"})

    assert reply.status_code == 404
    assert not Entry.objects.exists()


def test_after_submission_the_register_stays_as_it_is(act, response, entry):
    submit_response(response, name="Vera", role="CTO")

    replies = [
        act("add", section="TOOL", name="Own agent"),
        act("copy", entry.pk),
        act("remove", entry.pk),
    ]

    assert {reply.status_code for reply in replies} == {302}
    assert "have been submitted" in messages_of(replies[-1])[-1]
    assert Entry.objects.filter(removed_at=None).get() == entry


@pytest.mark.parametrize("name", ["copy", "remove", "restore"])
def test_nothing_is_changed_by_following_a_link(vendor_client, response, entry, name):
    url = address(name, response.pk, entry.pk)

    assert vendor_client.get(url).status_code == 405
