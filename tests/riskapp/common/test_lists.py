import datetime

import pytest
from django.db.models import F
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from riskapp.accounts.models import Organisation
from riskapp.common import lists, pages
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import OrganisationFactory


class NameFilter(lists.ListFilter):
    words = ("name", "language")

    q = lists.words_filter("Name")
    country = lists.choice_filter("Country", "Any", [("RS", "Serbia")])
    period = lists.period_filter("Made", "created_at")
    order = lists.NothingLast(fields={"name": "name"}, then=("pk",))

    class Meta(lists.ListFilter.Meta):
        model = Organisation


def names(query=""):
    rows = NameFilter(QueryDict(query), queryset=Organisation.objects.order_by("-name"))
    return [row.name for row in rows.qs]


@pytest.fixture
def three(db):
    for name in ("Alder Bank", "Beech", "Cedar Bank"):
        OrganisationFactory(name=name)


def test_narrowing_keeps_filters_only():
    given = "q=a+b&page=2&tier=&export=csv&tier=high"

    assert lists.narrowing(given) == "q=a+b&tier=high"


def test_every_word_has_to_occur_in_some_column(three):
    assert names("q=bank") == ["Cedar Bank", "Alder Bank"]
    assert names("q=bank+en+alder") == ["Alder Bank"]
    assert names("q=bank+beech") == []


def test_a_word_is_found_without_accents_and_capitals(three):
    OrganisationFactory(name="Müller Straße")

    assert names("q=MULLER+strasse") == names("q=müller") == ["Müller Straße"]


@pytest.mark.parametrize(
    ("path", "order", "tail"),
    [
        ("name_sorted", "-by", "DESC"),
        ("vendor__created_at", "-by", "DESC"),
        ("residual", "-by", "DESC NULLS LAST"),
        ("vendor__owner__name", "-by", "DESC NULLS LAST"),
        ("made_up", "-by", "DESC NULLS LAST"),
        ("name_sorted", "by", "ASC NULLS LAST"),
    ],
)
def test_what_may_have_no_value_comes_last(path, order, tail):
    ordering = lists.NothingLast(fields={path: "by"}, then=())
    rows = Engagement.objects.annotate(made_up=F("residual"))

    found = ordering.filter(rows, [order])

    assert str(found.query).endswith(tail)


def test_without_a_wish_the_rows_keep_their_order(three):
    assert names() == ["Cedar Bank", "Beech", "Alder Bank"]
    assert names("order=name") == ["Alder Bank", "Beech", "Cedar Bank"]


def test_a_page_that_is_not_there_is_the_nearest_one(three, monkeypatch):
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    request = RequestFactory().get("/", {"page": "9", "q": "b"})
    narrowed = NameFilter(request.GET, queryset=Organisation.objects.order_by("name"))

    context = lists.list_page(request, narrowed)

    assert context["page"].number == context["page"].paginator.num_pages == 2
    assert context["query"] == "q=b"


def test_what_is_dear_to_find_is_counted_while_it_is_found(
    three, monkeypatch, rf, django_assert_num_queries
):
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    monkeypatch.setattr(pages, "MOST_COUNTED", 4)
    OrganisationFactory.create_batch(5, name="Bank")
    for number, expected in (("9", 4), ("", 1), ("1", 1), ("3", 3), ("x", 1)):
        request = rf.get("/", {"page": number, "q": "bank", "order": "name"})
        rows = NameFilter(request.GET, queryset=Organisation.objects.all())
        with django_assert_num_queries(2):
            page = lists.list_page(request, rows)["page"]
        shown = list(rows.qs)
        first = (expected - 1) * 2
        assert page.number == expected
        assert page.object_list == shown[first : first + 2]
    assert (page.paginator.count, page.paginator.is_more) == (4, True)
    asked = {"q": "bakery", "order": "name"}
    rows = NameFilter(asked, queryset=Organisation.objects.all())
    with django_assert_num_queries(1):
        page = lists.list_page(rf.get("/", {"q": "bakery"}), rows)["page"]
        assert (page.paginator.count, list(page)) == (0, [])


def test_chips_say_what_is_on_and_lead_to_the_list_without_it(three):
    rows = NameFilter(
        QueryDict("q=bank&country=RS&order=name&page=3"),
        queryset=Organisation.objects.all(),
    )

    assert [(chip.label, chip.value, chip.without) for chip in rows.chips] == [
        ("Name", "bank", "country=RS&order=name"),
        ("Country", "Serbia", "q=bank&order=name"),
    ]
    assert NameFilter(None, queryset=Organisation.objects.all()).chips == []


def test_a_period_is_the_last_days(three):
    Organisation.objects.filter(name="Beech").update(
        created_at=timezone.now() - datetime.timedelta(days=60)
    )

    assert names("period=30") == ["Cedar Bank", "Alder Bank"]
    assert names("period=90") == ["Cedar Bank", "Beech", "Alder Bank"]
