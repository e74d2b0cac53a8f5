"""One question for all tools: a column, copied down, and undone."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from questionnaires.actions.answers import GivenAnswer, save_answer, save_answers
from questionnaires.actions.entries import add_entry, copy_entry
from questionnaires.errors import ChangedMeanwhile
from questionnaires.models import Answer, ResponseEvent


@pytest.fixture
def tools(response):
    return [add_entry(response, "TOOL", name=f"Agent {n}") for n in (1, 2, 3)]


@pytest.fixture
def column(vendor_client, response):
    """Post the page of one question: what each tool is given, and the button pressed."""

    def post(question, given, **more):
        fields = dict(more)
        for tool, value in given.items():
            answer = Answer.objects.filter(entry=tool, question=question).first()
            fields[f"revision-{tool.pk}"] = str(answer.revision if answer else 0)
            fields[f"{question}-{str(tool.pk)[:8]}-value"] = value
        return vendor_client.post(address(response, question), fields | more)

    return post


def address(response, question=""):
    page = reverse("questionnaires:together", args=[response.pk, "TOOL"])
    return f"{page}?question={question}" if question else page


def answers(question):
    found = Answer.objects.filter(question=question).order_by("entry__position")
    return list(found.values_list("value", flat=True))


def messages_of(reply):
    return [str(message) for message in get_messages(reply.wsgi_request)]


def test_the_page_has_a_row_for_each_tool_and_a_list_of_questions(
    vendor_client, response, tools
):
    html = vendor_client.get(address(response, "T-03")).content.decode()

    assert html.count('<th scope="row">') == 3
    assert html.count("The same for all below") == 2  # below the last is nothing
    assert '<option value="T-12"' in html
    for of_one_tool in ("T-01", "T-09", "T-22"):
        assert f'<option value="{of_one_tool}"' not in html
    assert all(f"T-03-{str(tool.pk)[:8]}-value" in html for tool in tools)


def test_each_row_is_saved_with_its_own_line_in_the_history(column, tools):
    one, two, three = tools

    reply = column("T-03", {one: "business", two: "free", three: ""})

    assert messages_of(reply) == ["2 answers are saved."]
    assert answers("T-03") == ["business", "free"]
    assert ResponseEvent.objects.filter(question="T-03").count() == 2


def test_an_answer_is_copied_down(column, tools):
    one, two, three = tools

    column("T-06", {one: "provider", two: "laptop", three: ""}, down=str(two.pk))

    assert answers("T-06") == ["provider", "laptop", "laptop"]


def test_enter_in_a_field_saves_and_copies_nothing(vendor_client, response, tools):
    """A browser presses the first button of a form for it."""
    html = vendor_client.get(address(response, "T-13")).content.decode()

    form = html[html.index("data-tidy") :]
    first = re.findall(r"<button[^>]*>", form)[0]
    assert 'type="submit"' in first
    assert "name=" not in first


def test_the_last_save_is_undone_and_what_was_changed_since_stays(
    column, vendor_client, response, tools
):
    one, two, three = tools
    save_answer(response, "T-03", "free", entry=one)
    column("T-03", {one: "business", two: "", three: ""}, down=str(one.pk))
    assert "Undo the last save" in (
        vendor_client.get(address(response, "T-03")).content.decode()
    )
    save_answer(response, "T-03", "unknown", entry=three)

    reply = vendor_client.post(address(response, "T-03"), {"undo": "yes"})

    assert messages_of(reply)[-1] == "2 answers are as they were."
    assert answers("T-03") == ["free", "unknown"]
    again = vendor_client.post(address(response, "T-03"), {"undo": "yes"})
    assert messages_of(again)[-1] == "There is nothing to undo."


def test_a_colleague_who_was_faster_is_not_overwritten(column, response, tools):
    one, two, three = tools
    seen = {f"revision-{one.pk}": "0"}
    save_answer(response, "T-03", "enterprise", entry=one)

    reply = column("T-03", {one: "free", two: "free", three: "free"}, **seen)

    assert answers("T-03") == ["enterprise", "free", "free"]
    assert messages_of(reply)[0].startswith("A colleague changed these meanwhile")
    assert "Agent 1" in messages_of(reply)[0]


def test_what_is_refused_is_said_in_its_row_and_nothing_is_saved(column, tools):
    one, two, three = tools

    reply = column("T-23", {one: "30", two: "many", three: "1.095"})

    assert reply.status_code == 422
    assert reply.content.decode().count('class="question__error"') == 2
    assert not Answer.objects.filter(question="T-23").exists()


def test_a_tool_that_is_not_asked_has_no_row(vendor_client, response, tools):
    save_answer(response, "T-11", "none", entry=tools[0])

    html = vendor_client.get(address(response, "T-12")).content.decode()

    assert html.count('<th scope="row">') == 2


def test_a_copy_says_that_nobody_looked(vendor_client, response, tools):
    save_answer(response, "T-03", "business", entry=tools[0])
    copy_entry(tools[0])

    html = vendor_client.get(address(response, "T-03")).content.decode()

    assert html.count("Copied, not yet checked") == 1


def test_undoing_confirms_no_copy(column, vendor_client, response, tools):
    save_answer(response, "T-03", "business", entry=tools[0])
    copied = copy_entry(tools[0])
    column("T-03", {tools[0]: "business", tools[1]: "", tools[2]: "", copied: "free"})
    assert not Answer.objects.get(entry=copied, question="T-03").prefilled

    vendor_client.post(address(response, "T-03"), {"undo": "yes"})

    answer = Answer.objects.get(entry=copied, question="T-03")
    assert (answer.value, answer.prefilled) == ("business", True)
    html = vendor_client.get(address(response, "T-03")).content.decode()
    assert html.count("Copied, not yet checked") == 1


def test_an_answer_that_changed_between_look_and_save_is_kept(response, tools):
    save_answer(response, "T-03", "enterprise", entry=tools[0])

    with pytest.raises(ChangedMeanwhile):
        save_answers(response, [GivenAnswer("T-03", tools[0], "free", revision=0)])

    assert answers("T-03") == ["enterprise"]


@pytest.mark.parametrize("question", ["T-01", "GOV-01", "nonsense"])
def test_other_questions_are_not_found(vendor_client, response, tools, question):
    assert vendor_client.get(address(response, question)).status_code == 404


def test_a_stranger_finds_nothing(vendor_client, other_response):
    add_entry(other_response, "TOOL", name="Theirs")

    assert vendor_client.get(address(other_response)).status_code == 404
    assert vendor_client.post(address(other_response), {}).status_code == 404
