import csv
import io
from copy import deepcopy

import pytest
from django.utils import translation
from django.utils.html import escape

from riskapp.audit.models import AuditEntry
from riskapp.inventory.forms import AGES, LIFETIMES, PLACES
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import in_words
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import ask_for_score, give_verdict
from riskapp.review.choices import VerdictKind
from tests.conftest import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered")]


def names(client, **filters):
    page = client.get("/tools/", filters)
    assert page.status_code == 200
    return [tool.name for tool in page.context["page"].object_list]


@pytest.fixture(scope="module")
def registered(whole_world):
    whole_world.kept("personal-accounts", name="App", scored=True)
    return whole_world.kept("production-agents", scored=True)


@pytest.fixture
def client(world):
    return world.client("analyst")


def test_the_register_lists_the_tools_of_all_vendors(client):
    assert len(names(client)) == Tool.objects.count() > 8


def test_a_row_is_short_and_opens_to_everything_that_is_known_of_its_tool(client):
    page = client.get("/tools/", {"product": "Devin"}).content.decode()

    row = page[page.index("<tbody", page.index('class="table')) :]
    shown, details = row.split('<details class="reason tools__details">')
    assert "Access reviewed" not in shown
    for label in ("Provider", "Plan", "Valid for", "Kept", "Access reviewed"):
        assert f"<dt>{label}</dt>" in details


def test_what_narrows_the_list_is_said_and_can_be_taken_away(client):
    page = client.get("/tools/", {"age": "90", "product": "Devin"}).content.decode()
    text = " ".join(page.split())

    assert '<a class="filter-chip" href="?product=Devin">Last changed: Over 90 days' in text  # fmt: skip
    assert '<a class="filter-chip" href="?age=90">Tool: Devin' in text
    assert '<details class="reason filters-more"><summary>' in text


def test_a_number_of_the_picture_stands_beside_its_own_head_on_a_phone(client):
    page = client.get("/tools/").content.decode()

    assert '<td data-label="Runs commands without asking"><a href="?' in page


def test_a_class_of_rights_is_explained_where_it_stands(client):
    page = client.get("/tools/").content.decode()

    assert "Class 4 of 4: reaches production or secrets" in " ".join(page.split())


def test_tools_of_another_organisation_are_not_listed(client):
    other = make_world("Other")
    other.assessment("careful", scored=True)

    assert len(names(other.client("analyst"))) < Tool.objects.count()
    assert "Aider 0.90 in a sandbox" not in names(client)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "anthropic enterprise"}, {"Claude Code (Enterprise)"} - {""}),
        ({"product": "Devin"}, {"Devin (Enterprise Cloud)"}),
        ({"product": "Claude Code", "age": "90"}, {"Claude Code (Pro)"}),
        ({"excess": "secrets"}, None),
        ({"lifetime": "endless"}, None),
        ({"training": "weak"}, None),
        ({"contract": "weak"}, None),
        ({"review": "due"}, None),
        ({"place": "outside"}, None),
        ({"place": "unknown"}, None),
        ({"right": "4"}, None),
        ({"credential": "pat"}, None),
        ({"plan": "enterprise"}, None),
        ({"age": "always"}, None),
    ],
)
def test_the_register_is_narrowed(client, filters, found):
    shown = names(client, **filters)

    assert 0 < len(shown) < Tool.objects.count()
    if found and "q" not in filters:
        assert set(shown) == found


def test_an_unknown_filter_value_is_said_and_hides_nothing(client):
    page = client.get("/tools/", {"age": "old"})

    assert "Select a valid choice" in page.content.decode()
    assert len(page.context["page"].object_list) == Tool.objects.count()


def test_the_whole_list_tells_the_same_of_its_products_as_a_narrowed_one(client):
    whole = client.get("/tools/").context
    narrowed = client.get("/tools/", {"right": "2"}).context

    assert [row[:2] for row in whole["products"]] == [
        row[:2] for row in narrowed["products"]
    ]
    assert whole["sums"].total == Tool.objects.count() > narrowed["sums"].total > 0


def test_fewer_rows_are_on_a_page_than_of_other_lists(client, monkeypatch):
    monkeypatch.setattr("riskapp.inventory.views.SHOWN_AT_ONCE", 2)

    first, second = (client.get("/tools/", {"page": n}) for n in (1, 2))

    assert len(names(client)) == 2
    rows = [*first.context["page"].object_list, *second.context["page"].object_list]
    assert rows == sorted(rows, key=lambda t: (t.product_sorted, t.vendor_sorted))
    assert first.context["page"].paginator.count == Tool.objects.count()


def test_the_oldest_credential_comes_first_when_asked_for(client):
    page = client.get("/tools/", {"order": "changed"})

    days = [t.changed_on for t in page.context["page"].object_list if t.changed_on]
    assert days == sorted(days)


def test_the_list_is_a_file_too_and_the_download_is_noted(client):
    answer = client.get("/tools/", {"product": "Devin", "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["Tool"] for row in rows] == ["Devin (Enterprise Cloud)"]
    assert rows[0]["Rights it does not need"]
    assert AuditEntry.objects.first().action == "tools exported"


def test_rights_nobody_needs_are_listed_with_the_most_severe_first(client):
    page = client.get("/tools/excess/")

    ranks = [row["tool"].excess_rank for row in page.context["rows"]]
    assert ranks == sorted(ranks, reverse=True)
    assert page.context["rows"][0]["rights"][0]["reach"] == "Production"
    assert client.get("/tools/excess/?export=xlsx").status_code == 200


def test_the_least_privilege_list_is_narrowed_by_what_is_reached(client):
    rows = client.get("/tools/excess/?reach=secrets").context["rows"]

    assert rows
    assert all("secrets" in row["tool"].reach for row in rows)


def test_a_list_that_is_not_counted_to_its_end_names_no_number_to_ask_about(
    client, monkeypatch
):
    count = len(names(client))

    counted = client.get("/tools/").content.decode()
    monkeypatch.setattr("riskapp.common.pages.MOST_COUNTED", 2)
    longer = client.get("/tools/").content.decode()

    assert f"Ask about all {count}" in counted
    assert "Ask about all of this list" in longer
    assert "Ask about all 2" not in longer


def test_only_those_who_may_assess_are_offered_to_ask(world, client):
    assert "Ask the vendors" in client.get("/tools/").content.decode()
    reading = world.client("procurement").get("/tools/").content.decode()
    assert "Ask the vendors" not in reading


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/tools/", 8), ("/tools/excess/", 7)]
)
def test_lists_need_the_same_queries_for_any_number_of_tools(
    world, count, address, queries, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("riskapp.inventory.views.SHOWN_AT_ONCE", 50)
    for number in range(count):
        world.assessment("production-agents", name=f"Work {number}", scored=True)
    client = world.client("analyst")
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)


def test_lists_and_graph_show_both_values_and_the_reason(world, registered):
    assessment = deepcopy(registered)
    tools = Tool.objects.filter(entry__response=assessment.response)
    tool = tools.filter(excess_rank__gt=0).exclude(credential="pat").first()
    for question, raw in {"T-11": "pat", "T-09": tool.rights[:1]}.items():
        give_verdict(
            assessment,
            (question, str(tool.entry_id)),
            kind=VerdictKind.CORRECTED,
            raw=raw,
            reason=f"Seen in {question}.",
            by=world.analyst,
        )
    ask_for_score(assessment, by=world.analyst)
    score_assessment(assessment)
    client = world.client("analyst")

    listed = client.get("/tools/").content.decode()
    excess = client.get("/tools/excess/").content.decode()
    calls = client.get(f"/assessments/{assessment.pk}/calls/").content.decode()
    file = b"".join(client.get("/tools/?export=csv").streaming_content).decode()

    said = escape(tool.display_texts["credential"])[:60]
    for page in (listed, calls):
        assert "Seen in T-11." in page
        assert said in page
    assert "Seen in T-09." in excess
    assert "Seen in T-11." in file
    assert Tool.objects.get(entry=tool.entry_id).display_texts["credential"] in file


def test_the_register_speaks_the_language_of_the_reader(world):
    with translation.override("de"):
        row = in_words(Tool.objects.filter(lifetime_as="value")[:1])[0]

    assert row["words"]["lifetime"].split()[-1] in {"Stunden", "Stunde", "Tage", "Tag"}
    assert "United States" not in row["words"]["places"]


@pytest.mark.parametrize("choices", [AGES, LIFETIMES, PLACES])
def test_what_a_list_is_narrowed_to_is_said_in_the_language_of_the_reader(choices):
    english = [str(label) for _code, label in choices]
    with translation.override("de"):
        german = [str(label) for _code, label in choices]

    assert set(english).isdisjoint(german)
