"""The vendor drops files, sees what they show, and stands by it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from questionnaires.choices import EvidenceKind
from questionnaires.models import Answer, Entry, Evidence, ResponseEvent
from questionnaires.queries import answer_set_of
from riskapp.evidence.inventory import FoundFile, Inventory, inventory_data
from riskapp.evidence.loading import reader_for
from riskapp.evidence.opening import readings_of
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.reading import spoken_of
from tests.data.evidence.by_name import NAMED
from tests.data.evidence.corpus import samples
from tests.riskapp.facts.conftest import MARK, SECRET, offers, servers, settings_file


def page(response, query=""):
    return reverse("assessments:vendor_files", args=[response.pk]) + query


def drop(vendor, response, *files, query="", **more):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return vendor.post(page(response, query), {"dropped": given, **more})


def confirm(vendor, response, **data):
    place = reverse("assessments:vendor_stand_by", args=[response.pk])
    return vendor.post(place, data, follow=True)


def confirm_all(vendor, response, everything):
    """Press the button for everything that stood on the page."""
    place = reverse("questionnaires:confirm_offered", args=[response.pk])
    given = {"everything": everything, "next": page(response)}
    return vendor.post(place, given, follow=True)


def context_of(vendor, response):
    return vendor.get(page(response)).context


def test_a_tool_nobody_listed_is_added_with_its_answers_and_marked(vendor, answering):
    response = answering.response
    before = Entry.objects.filter(response=response).count()

    assert drop(vendor, response, (".windsurf.json", b"{}")).status_code == 422
    done = drop(vendor, response, ("mcp_config.json", servers()))

    assert done.status_code == 302
    shown = vendor.get(page(response)).content.decode()
    assert shown.index("In use, and not in your register") < shown.index(
        'name="dropped"'
    )
    assert "Windsurf" in shown
    assert Entry.objects.filter(response=response).count() == before

    confirm(vendor, response, tool="Windsurf")

    entry = Entry.objects.filter(response=response).last()
    answers = dict(Answer.objects.filter(entry=entry).values_list("question", "value"))
    assert answers["T-01"] == "Windsurf"
    assert answers["T-16"] == "file"
    levels = set(
        Answer.objects.filter(entry=entry).values_list("evidence_level", flat=True)
    )
    assert levels == {"documented"}
    mark = Evidence.objects.filter(entry=entry, question="T-16").get()
    assert mark.kind == EvidenceKind.FACT
    assert "mcp_config.json:10" in mark.text
    assert "a secret in the file" in mark.title
    assert "Windsurf" not in context_of(vendor, response)["tools"]


def test_a_file_with_a_secret_is_refused_whole_with_line_and_kind(vendor, answering):
    done = drop(vendor, answering.response, (".mcp.json", servers(SECRET)))

    text = done.content.decode()
    assert done.status_code == 422
    assert not done.context["is_shown_first"]
    assert "line 10" in text
    assert "github token" in text
    assert SECRET not in text
    assert not SourceFile.objects.exists()


def test_a_secret_whose_name_stands_apart_from_it_is_refused_too(vendor, answering):
    table = next(text for text in NAMED if text.startswith("name,url"))
    for name, text in (("a.json", NAMED[0]), ("a.csv", table)):
        done = drop(vendor, answering.response, (name, text.encode()))

        assert done.status_code == 422
        assert "value under the name of a secret" in done.content.decode()
    assert not SourceFile.objects.exists()


def test_a_fact_never_counts_before_it_is_confirmed_and_goes_with_the_answer(
    vendor, answering
):
    response = answering.response
    before = list(Answer.objects.filter(response=response).values_list("pk", "value"))
    drop(vendor, response, ("settings.json", settings_file()))

    assert (
        list(Answer.objects.filter(response=response).values_list("pk", "value"))
        == before
    )
    context = context_of(vendor, response)
    assert context["together"] == len(offers(context)) == 1

    done = confirm_all(vendor, response, context["everything"])

    assert "1 answer is confirmed." in done.content.decode()
    marks = Evidence.objects.filter(response=response, kind=EvidenceKind.FACT)
    assert marks.count() == context["together"]
    assert offers(context_of(vendor, response)) == []
    mark = marks.first()
    answer = Answer.objects.get(
        response=response, entry=mark.entry, question=mark.question
    )
    assert answer.evidence_level == "documented"
    kinds = set(
        ResponseEvent.objects.filter(response=response).values_list("kind", flat=True)
    )
    assert {"file_read", "evidence_added"} <= kinds


def test_what_is_not_proposed_confirms_nothing(vendor, answering):
    done = confirm_all(vendor, answering.response, '{"": {"GOV-01": "no"}, "x": 1}')

    assert "Nothing was confirmed" in done.content.decode()
    assert not Evidence.objects.filter(kind=EvidenceKind.FACT).exists()


def test_what_a_file_contradicts_stands_beside_the_answer(vendor, answering):
    drop(vendor, answering.response, ("settings.json", settings_file()))

    contradicted = context_of(vendor, answering.response)["contradicted"]

    assert {one.claim.question for one in contradicted} == {"INV-04"}


def test_the_same_file_is_kept_once_and_can_be_taken_back(vendor, answering):
    response = answering.response
    drop(vendor, response, ("settings.json", settings_file()))
    drop(vendor, response, ("settings.json", settings_file()))
    file = SourceFile.objects.get()

    vendor.post(reverse("assessments:vendor_take_back", args=[response.pk, file.pk]))

    assert not SourceFile.objects.exists()
    assert ResponseEvent.objects.filter(kind="file_forgotten").count() == 1


def test_nothing_of_a_secret_is_in_the_database(vendor, answering):
    drop(vendor, answering.response, (".mcp.json", servers(SECRET)))
    drop(vendor, answering.response, (".mcp.json", servers()))

    with connection.cursor() as cursor:
        cursor.execute("SELECT readings::text FROM facts_sourcefile")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert SECRET not in kept
    assert MARK.split("~")[3] in kept


@pytest.mark.parametrize("name", ["register", "entry"])
def test_the_way_to_files_stands_where_it_helps(vendor, answering, name):
    response = answering.response
    entry = Entry.objects.filter(response=response).first()
    place = (
        reverse("questionnaires:section", args=[response.pk, entry.section])
        if name == "register"
        else reverse("questionnaires:entry", args=[response.pk, entry.pk])
    )

    assert page(response) in vendor.get(place).content.decode()


def test_an_inventory_proposes_two_fifths_of_what_is_asked_about_a_tool(
    vendor, answering
):
    reader = reader_for(b"a key for tests, of 32 bytes ...")
    readings = [
        reading
        for sample in samples()
        for reading in readings_of(reader, sample.content, sample.path)
        if any(fact.tool == "claude-code" for fact in reading.facts)
    ]
    found = tuple(FoundFile("home", reading) for reading in readings)
    data = inventory_data(Inventory("2026-11-23", 1, "", found))

    response = answering.response
    done = drop(vendor, response, ("inventory.json", json.dumps(data).encode()))
    assert done.status_code == 302, done.content.decode()
    confirm(vendor, response, tool="Claude Code")

    answer_set = answer_set_of(response)
    entry = answer_set.filled.entries[-1]
    asked = [i for i in answer_set.items() if i.entry == entry and i.state != "hidden"]
    answered = [i for i in asked if i.state == "answered"]
    assert len(answered) >= 0.4 * len(asked), sorted(
        (i.question.id, i.state) for i in asked
    )


def test_a_tool_that_is_none_in_the_address_is_no_tool(vendor, answering):
    shown = vendor.get(page(answering.response, "?entry=nothing"))

    assert shown.status_code == 200
    assert shown.context["chosen"] == ""


@pytest.fixture
def shown_by_settings(vendor, answering):
    """The tool whose settings were dropped, and a question that the file answers."""
    response = answering.response
    drop(vendor, response, ("settings.json", settings_file()))
    [[tool, _answers]] = context_of(vendor, response)["tools"]
    confirm(vendor, response, tool=tool)
    entry = Entry.objects.filter(response=response).last()
    Answer.objects.filter(entry=entry, question="T-08").delete()
    found = offers(context_of(vendor, response))
    [proposed] = [one for one in found if one[1] == str(entry.pk)]
    return proposed


def of_one_answer(one):
    question, entry, _seen = one
    return f"?entry={entry}&question={question}"


def test_the_page_of_one_answer_shows_what_files_say_of_it(
    vendor, answering, shown_by_settings
):
    one, response = shown_by_settings, answering.response

    context = vendor.get(page(response, of_one_answer(one))).context

    assert offers(context) == [one]
    shown = context["contradicted"]
    assert all(each.claim.question == one[0] for each in shown)
    assert context["tools"] == []


def test_a_file_dropped_at_an_answer_and_what_is_confirmed_there_come_back_to_it(
    vendor, answering, shown_by_settings
):
    one, response = shown_by_settings, answering.response
    here = page(response, of_one_answer(one))

    dropped = drop(vendor, response, (".mcp.json", servers()), query=of_one_answer(one))
    question, entry, seen = one
    confirmed = vendor.post(
        reverse("questionnaires:confirm_proposed", args=[response.pk, entry]),
        {"only": seen, "next": here},
    )

    assert (dropped.url, confirmed.url) == (here, here)
    answers = Answer.objects.filter(entry=entry, question=question)
    assert answers.exists()


@pytest.mark.parametrize(
    "query", ["?question=nothing", "?question=T-11", "?question=T-11&entry=x"]
)
def test_an_answer_that_is_none_in_the_address_narrows_nothing(
    vendor, answering, query
):
    drop(vendor, answering.response, (".mcp.json", servers()))

    shown = vendor.get(page(answering.response, query)).context

    assert shown["question"] is None
    everything = offers(context_of(vendor, answering.response))
    assert offers(shown) == everything
    assert everything


def test_files_are_offered_at_an_answer_they_can_speak_of(
    vendor, answering, shown_by_settings
):
    one, response = shown_by_settings, answering.response
    evidence = reverse("questionnaires:evidence", args=[response.pk, one[0]])

    text = vendor.get(f"{evidence}?entry={one[1]}").content.decode()

    assert "Files propose 1 answer: look and confirm" in text
    assert of_one_answer(one).replace("&", "&amp;") in text


def test_what_was_marked_as_not_so_waits_for_nobody(
    vendor, answering, shown_by_settings
):
    question, entry, seen = shown_by_settings
    response = answering.response
    evidence = reverse("questionnaires:evidence", args=[response.pk, question])

    vendor.post(
        reverse("questionnaires:confirm_proposed", args=[response.pk, entry]),
        {"not": seen},
    )

    text = vendor.get(f"{evidence}?entry={entry}").content.decode()
    assert "look and confirm" not in text
    assert "Answer from files" in text


def test_files_are_not_offered_at_an_answer_they_never_speak_of(vendor, answering):
    evidence = reverse(
        "questionnaires:evidence", args=[answering.response_id, "GOV-02"]
    )

    assert "GOV-02" not in spoken_of()
    assert "Answer from files" not in vendor.get(evidence).content.decode()
