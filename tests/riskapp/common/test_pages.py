import pytest
from django.db.models import Count

from riskapp.accounts.models import Organisation
from riskapp.common.pages import anything_of, groups_on, page_of
from tests.factories.riskapp import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_list_is_shown_without_what_narrows_it_only_where_that_changes_no_row():
    for name in ("Alder Bank", "Beech", "Cedar Bank"):
        OrganisationFactory(name=name)
    rows = Organisation.objects.filter(name__contains="Bank").order_by("name")
    of_members = rows.filter(memberships__user__email="x")
    counted = rows.annotate(number=Count("memberships"))

    assert anything_of(rows).count() == 3
    assert rows.count() == 2
    assert anything_of(of_members) is of_members
    assert anything_of(counted) is counted


def test_rows_are_counted_so_far_and_leafed_through_all_the_same(monkeypatch, rf):
    monkeypatch.setattr("riskapp.common.pages.MOST_COUNTED", 4)
    monkeypatch.setattr("riskapp.common.pages.PAGE_SIZE", 2)
    OrganisationFactory.create_batch(11)
    rows = Organisation.objects.order_by("name", "pk")

    first = page_of(rf.get("/"), rows)
    further = page_of(rf.get("/", {"page": "2"}), rows)
    last = page_of(rf.get("/", {"page": "6"}), rows)

    assert (first.paginator.count, first.paginator.is_more) == (4, True)
    assert (further.number, further.has_next()) == (2, True)
    assert (last.number, last.paginator.count, last.paginator.is_more) == (6, 11, False)
    assert len(last.object_list) == 1
    assert page_of(rf.get("/", {"page": "9" * 30}), rows).number == 2
    wide = page_of(rf.get("/", {"page": "2"}), rows, size=3)
    assert (wide.number, len(wide.object_list), wide.has_next()) == (2, 3, True)


def test_what_is_dear_to_find_is_counted_to_a_few_hundred(
    rf, django_assert_num_queries
):
    OrganisationFactory.create_batch(7)
    rows = Organisation.objects.order_by("name", "pk")

    def page(number="", rows=rows):
        asked = rf.get("/", {"page": number})
        return page_of(asked, rows, size=2, counts_along=True, most_along=4)

    with django_assert_num_queries(2):
        first = page()
    last = page("4")

    assert (first.paginator.count, first.paginator.is_more) == (4, True)
    assert list(first.object_list) == list(rows[:2])
    assert (last.number, last.paginator.count, last.paginator.is_more) == (4, 7, False)
    assert list(last.object_list) == list(rows[6:])
    assert page("9").object_list == last.object_list
    assert list(page(rows=rows.none()).object_list) == []


@pytest.mark.parametrize(
    ("start", "stop", "shown"),
    [
        (0, 2, "aa"),
        (0, 3, "aab"),
        (2, 4, "bc"),
        (3, 6, "ccc"),
        (5, 9, "c"),
        (6, 9, ""),
        (0, 0, ""),
    ],
)
def test_only_the_groups_of_a_page_are_read(start, stop, shown):
    sizes = [("a", 2), ("b", 1), ("c", 3)]

    groups, here = groups_on(sizes, slice(start, stop))

    assert set(groups) == set(shown)
    rows = "".join(group * dict(sizes)[group] for group in groups)
    assert rows[here] == shown
