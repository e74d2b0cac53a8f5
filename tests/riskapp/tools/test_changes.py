"""What a newer catalogue says that an older one does not."""

import datetime
from dataclasses import replace

from riskapp.tools.catalogue import (
    Confidence,
    PublishedFact,
    Retirement,
    ToolCatalogue,
    ToolPlan,
)
from riskapp.tools.changes import PROVIDER, CatalogueStep, changes_between

DAY = datetime.date(2026, 12, 1)
DPA = PublishedFact("dpa", True, "https://x.dev", Confidence.PRIMARY, DAY, DAY)
ONE = ToolPlan("one", "One", "One Ltd", "Team", "agent", {"dpa": DPA})


def changes(before, after):
    found = changes_between(
        ToolCatalogue("2026-11-23", {plan.id: plan for plan in before}, 1),
        ToolCatalogue("2026-12-01", {plan.id: plan for plan in after}, 2),
    )
    return [(c.plan.id, c.kind, c.fact, c.before, c.after) for c in found]


def test_plans_come_and_go():
    two = replace(ONE, id="two")

    assert changes([ONE], [two]) == [
        ("two", CatalogueStep.LISTED, "", None, None),
        ("one", CatalogueStep.UNLISTED, "", None, None),
    ]


def test_values_come_change_and_go_with_their_source_and_day():
    other = replace(DPA, value=False, source="https://y.dev")
    changed = replace(ONE, facts={"dpa": other})
    gone = replace(ONE, facts={})

    assert changes([ONE], [changed]) == [
        ("one", CatalogueStep.CHANGED, "dpa", True, False)
    ]
    assert changes([ONE], [gone]) == [("one", CatalogueStep.CHANGED, "dpa", True, None)]
    assert changes([gone], [ONE]) == [("one", CatalogueStep.CHANGED, "dpa", None, True)]
    [change] = changes_between(
        ToolCatalogue("", {"one": ONE}, 1), ToolCatalogue("", {"one": changed}, 2)
    )
    assert (change.source, change.seen) == ("https://y.dev", DAY)


def test_that_somebody_looked_again_is_no_change():
    again = replace(
        DPA, seen=DAY + datetime.timedelta(30), digest="sha256:aa", note="x"
    )

    assert changes([ONE], [replace(ONE, facts={"dpa": again})]) == []


def test_another_provider_and_an_end_are_changes():
    ends = Retirement(DAY, "https://x.dev", successor="two", named="Two")
    after = replace(ONE, provider="Two Ltd", retired=ends)

    assert changes([ONE], [after]) == [
        ("one", CatalogueStep.CHANGED, PROVIDER, "One Ltd", "Two Ltd"),
        ("one", CatalogueStep.CHANGED, "retired", None, ("2026-12-01", "Two")),
    ]
