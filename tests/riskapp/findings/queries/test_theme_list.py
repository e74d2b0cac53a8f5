import datetime
from itertools import product

import pytest
from django.utils import timezone

from riskapp.assessments.models import Assessment
from riskapp.findings.actions.settling import dismiss_finding
from riskapp.findings.forms.listing import FindingFilter
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import all_findings
from riskapp.findings.queries.theme_list import ThemeList
from riskapp.findings.queries.themes import theme_rows
from riskapp.vendors.models import Engagement, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def portfolio(house):
    """Findings of every kind: closed, late, owned, of three vendors, of which one is archived."""
    made = [house.scored(name) for name in ("typical", "careful", "production-agents")]
    rows = list(Finding.objects.order_by("pk"))
    for row in rows[::5]:
        dismiss_finding(row, reason="None.", by=house.analyst)
    Finding.objects.filter(pk__in=[row.pk for row in rows[1::4]]).update(
        due_on=YESTERDAY, owner=house.analyst
    )
    Finding.objects.filter(pk__in=[row.pk for row in rows[2::4]]).update(
        due_on=TODAY + datetime.timedelta(days=9), state="planned"
    )
    vendors = [one.engagement.vendor_id for one in made]
    Vendor.objects.filter(pk=vendors[0]).update(
        labels=["cloud", "data"], name="Zephyria Software"
    )
    Engagement.objects.filter(vendor=vendors[2]).update(tier="high")
    Assessment.objects.filter(engagement__vendor__in=vendors[1:]).update(
        analyst=house.analyst
    )
    Vendor.objects.filter(pk=vendors[1]).update(archived_at=timezone.now())
    house.settle()
    return vendors


def themes(reader, /, **asked):
    """The list of themes, and the same by grouping all findings."""
    given = {name: str(value) for name, value in asked.items() if value}
    form = FindingFilter(given, queryset=all_findings(reader), user=reader)
    found = form.qs
    asked = form.form.cleaned_data | {"today": TODAY}
    listed = ThemeList(reader, found, asked, form.looked_for)
    grouped = {(row["assessment"], row["theme"]): row for row in theme_rows(found)}
    return listed, grouped


ASKED = [
    dict(zip(("state", "severity", "owner", "overdue", "archived"), one, strict=True))
    for one in product(
        ("", "unsettled", "planned", "dismissed"),
        ("", "high"),
        ("", "nobody"),
        ("", "yes"),
        ("", "only", "all"),
    )
]


def test_it_holds_the_themes_of_all_findings_that_match(analyst, portfolio):
    of_work = [
        {"vendor": portfolio[0]},
        {"tier": "high"},
        {"label": "cloud"},
        {"label": "cloud", "state": "unsettled", "severity": "high"},
        {"analyst": analyst.pk, "archived": "all"},
        {"analyst": analyst.pk, "tier": "high", "owner": "nobody"},
        {"label": "cloud", "order": "-gain", "archived": "only"},
        {"tier": "high", "state": "unsettled", "q": "tool"},
        {"period": "30"},
        {"period": "30", "state": "unsettled"},
        {"period": "30", "owner": analyst.pk, "state": "planned"},
        {"owner": analyst.pk, "state": "unsettled"},
        {"q": "zephyria"},
        {"q": "software zephyria", "state": "unsettled", "severity": "high"},
        {"q": "zephyria", "owner": "nobody", "period": "30", "order": "due"},
        {"q": "zephyria tool", "state": "unsettled"},
        {"q": "zephyria", "tier": "high"},
    ]
    for asked in [*ASKED, {"q": "tool"}, *of_work]:
        listed, grouped = themes(analyst, **asked)

        rows = listed[:500]

        assert {(r["assessment"], r["theme"]): r for r in rows} == grouped, asked
        assert listed.count_to(500) == len(grouped), asked
        number = sum(row["number"] for row in grouped.values())
        assert listed.findings_to(500) == number, asked


def test_periods_go_by_the_newest_finding_and_by_the_newest_to_do(analyst):
    old = timezone.now() - datetime.timedelta(days=200)
    for state, period in product(("", "unsettled", "dismissed"), ("90", "365")):
        Finding.objects.exclude(state="dismissed").update(raised_at=old)
        listed, grouped = themes(analyst, state=state, period=period)

        assert listed.count_to(500) == len(grouped), (state, period)
        assert len(listed[:500]) == len(grouped)


def test_many_themes_are_gone_through_in_order(analyst, monkeypatch):
    monkeypatch.setattr("riskapp.findings.queries.theme_list.FEW", 0)
    monkeypatch.setattr("riskapp.findings.queries.theme_list.MANY", 0)
    many = [{"tier": "high"}, {"label": "cloud"}, {"analyst": analyst.pk}]
    for state, order in product(("", "unsettled", "dismissed"), ("", "due", "vendor")):
        many.append({"q": "tool", "state": state, "order": order})

    for asked in many:
        listed, grouped = themes(analyst, **asked)

        assert listed.count_to(500) == len(grouped) == len(listed[:500])


@pytest.mark.parametrize("state", ["", "unsettled"])
def test_it_is_sorted_as_if_all_were_grouped(analyst, state):
    # By age as by its last finding, to do or not.
    _listed, everything = themes(analyst)
    raised = {key: row["raised_at"].timestamp() for key, row in everything.items()}
    orders = {
        "": lambda row: (row["worst"], -row["gain"]),
        "-gain": lambda row: -row["gain"],
        "due": lambda row: row["due_on"] or datetime.date.max,
        "vendor": lambda row: row["assessment__engagement__vendor__name"],
        "-raised": lambda row: -raised[row["assessment"], row["theme"]],
        "raised": lambda row: raised[row["assessment"], row["theme"]],
    }
    for order, key in orders.items():
        listed, _grouped = themes(analyst, state=state, order=order)

        keys = [key(row) for row in listed[:500]]

        assert keys == sorted(keys), order
        assert len(keys) > 10
        assert listed[:7] + listed[7:500] == listed[:500]


def test_words_that_are_nowhere_find_no_theme(analyst):
    listed, grouped = themes(analyst, q="zzqqx")

    assert (listed.count_to(500), list(listed[:500]), grouped) == (0, [], {})


def test_names_of_vendors_are_looked_for_in_the_totals_of_their_work(
    analyst, django_assert_num_queries
):
    listed, grouped = themes(analyst, q="zephyria")

    with django_assert_num_queries(1):
        numbers = listed.count_to(500), listed.findings_to(500)

    assert numbers == (len(grouped), sum(row["number"] for row in grouped.values()))
    assert len(grouped) > 3
