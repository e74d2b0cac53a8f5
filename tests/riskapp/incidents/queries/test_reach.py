"""Which work is affected, how we know, and what stands apart."""

import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskapp.incidents.choices import HowKnown, SilentBecause
from riskapp.incidents.models import ShownName
from riskapp.incidents.queries.reach import (
    affected,
    details,
    named_others,
    silent,
    with_reasons,
)
from riskapp.tools.catalogue import core_catalogue
from tests.chance import times
from tests.factories.riskapp import OrganisationFactory
from tests.riskapp.incidents.conftest import opened, response_to, with_tool, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def lists(incident):
    """The three lists of an incident as sets of keys."""
    known = {one.engagement for one in affected(incident)}
    apart = set(silent(incident, known).values_list("pk", flat=True))
    others = set(named_others(incident, known).values_list("pk", flat=True))
    return known, apart, others


def test_work_whose_answers_name_the_tool_is_affected(organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Cursor 1.4", by=analyst, product="Cursor")

    [found] = affected(opened(organisation, analyst, "cursor", "tool"))

    assert (found.engagement, found.reach.how) == (engagement.pk, HowKnown.DECLARED)


def test_an_old_name_of_the_tool_is_found(organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Codeium for teams", by=analyst)

    assert lists(opened(organisation, analyst, "Windsurf", "tool"))[0] == {
        engagement.pk
    }


def test_a_tool_that_builds_on_the_provider_is_known_by_the_catalogue(
    organisation, analyst
):
    engagement = work(organisation)
    with_tool(engagement, "GitHub Copilot", by=analyst, provider="GitHub")

    [found] = affected(opened(organisation, analyst, "OpenAI"))

    assert found.reach.how == HowKnown.CATALOGUE


def test_the_makers_legal_name_is_the_provider(organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Our bot", by=analyst, provider="Anthropic Ireland, Limited")

    [found] = affected(opened(organisation, analyst, "Anthropic PBC"))

    assert (found.engagement, found.reach.how) == (engagement.pk, HowKnown.DECLARED)


def test_a_plan_of_the_catalogue_leans_only_on_what_it_builds_on(organisation, analyst):
    through, direct = work(organisation), work(organisation)
    for engagement, plan in (
        (through, "claude-code-cloud"),
        (direct, "claude-code-api"),
    ):
        with_tool(engagement, "Claude Code", by=analyst, catalogue=plan)

    assert lists(opened(organisation, analyst, "Bedrock", "tool"))[0] == {through.pk}


def test_a_kind_of_credential_is_found_by_the_answer(organisation, analyst):
    engagement, other = work(organisation), work(organisation)
    with_tool(engagement, "Cursor", by=analyst, credential="pat")
    with_tool(other, "Cursor", by=analyst, credential="app")

    known, _apart, others = lists(opened(organisation, analyst, "pat", "credential"))

    assert (known, others) == ({engagement.pk}, {other.pk})


def test_what_only_a_file_shows_counts_and_what_was_not_submitted_does_not(
    organisation, analyst
):
    shown, waiting = work(organisation), work(organisation)
    for engagement, is_in in ((shown, True), (waiting, False)):
        response = response_to(engagement, by=analyst, is_in=is_in)
        ShownName.objects.create(
            organisation=organisation,
            response=response,
            engagement=engagement,
            source=response.pk,
            file_name="settings.json",
            name="Claude Code",
        )
    incident = opened(organisation, analyst, "Claude Code", "tool")

    known, apart, _others = lists(incident)

    assert (known, apart) == ({shown.pk}, {waiting.pk})
    [detail] = details(incident, affected(incident))
    assert detail.reasons == [("Shown by a file", ["Claude Code (settings.json)"])]


def test_what_is_not_known_stands_apart_with_its_reason(organisation, analyst):
    never, sent, empty = (work(organisation, name=name) for name in "abc")
    response_to(sent, by=analyst, is_in=False)
    response_to(empty, by=analyst)
    incident = opened(organisation, analyst)

    found = dict(with_reasons(silent(incident, set())))

    assert found == {
        never: SilentBecause.NEVER_ASKED,
        sent: SilentBecause.NOT_SUBMITTED,
        empty: SilentBecause.UNANSWERED,
    }


def test_work_that_says_no_tool_is_used_does_not_name_it(organisation, analyst):
    engagement = work(organisation)
    response = response_to(engagement, by=analyst, answers={"GOV-01": "no_rule"})

    known, apart, others = lists(opened(organisation, analyst))

    assert (known, apart, others) == (set(), set(), {engagement.pk})
    [row] = named_others(opened(organisation, analyst), set())
    assert row.attested_at == response.submitted_at


def test_the_tier_then_the_reach_then_how_we_know_decides_the_order(
    organisation, analyst
):
    wanted = [
        ("very_high", [], "Cursor"),
        ("low", ["deploy_prod"], "Cursor"),
        ("low", ["code_write_main"], "Cursor"),
        ("low", ["code_read"], "Cursor"),
        ("low", ["code_read"], "Supermaven"),
    ]
    made = []
    for tier, rights, name in reversed(wanted):
        engagement = work(organisation, tier=tier)
        with_tool(engagement, name, by=analyst, rights=rights)
        made.insert(0, engagement.pk)

    found = affected(opened(organisation, analyst, "Cursor", "tool"))

    assert [one.engagement for one in found] == made


def test_archived_work_and_that_of_others_is_left_out(organisation, analyst):
    stranger = OrganisationFactory()
    with_tool(work(stranger), "Cursor", by=analyst)

    assert lists(opened(organisation, analyst, "Cursor", "tool")) == (
        set(),
        set(),
        set(),
    )


NAMES = (
    "Cursor",
    "cursor ide",
    "Claude Code",
    "Codeium",
    "Kestrel",
    "GPT-5 helper",
    "",
)
PROVIDERS = ("", "Anysphere", "Anthropic PBC", "OpenAI, L.L.C.", "Somebody")
tools = st.tuples(st.sampled_from(NAMES[:-1]), st.sampled_from(PROVIDERS))
registers = st.lists(st.tuples(st.sampled_from(["in", "open", "none"]), st.lists(tools, max_size=3)), max_size=6)  # fmt: skip


@given(registers, st.sampled_from(["Cursor", "Anthropic", "OpenAI", "Windsurf"]), st.sampled_from(["tool", "provider"]))  # fmt: skip
@settings(
    max_examples=times(12, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_lists_equal_what_a_plain_loop_and_sql_find(house, register, subject, kind):
    organisation, analyst = OrganisationFactory(), house.analyst
    named = {}
    for state, listed in register:
        engagement = work(organisation)
        named[engagement.pk] = []
        if state == "none":
            continue
        response = response_to(engagement, by=analyst, is_in=state == "in")
        for name, provider in listed if state == "in" else ():
            with_tool(
                engagement, name, by=analyst, provider=provider, response=response
            )
            named[engagement.pk].append((name, provider))
    incident = opened(organisation, analyst, subject, kind)

    known, apart, others = lists(incident)

    # A plain loop over the names, with nothing of the code that is tested.
    words = {name.casefold() for name in incident.names}
    expected = {
        pk
        for pk, rows in named.items()
        if any(
            re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text.casefold())
            for name, provider in rows
            for text in ((name, provider) if kind == "provider" else (name,))
            for word in words
        )
    } | _by_plans(incident, named)
    assert known == expected
    assert apart == {pk for pk, rows in named.items() if not rows} - known
    assert others == set(named) - known - apart
    assert known >= _by_sql(incident, kind)


def _by_plans(incident, named):
    """Work with a tool that bears the name of a plan of the catalogue that was named."""
    products = {core_catalogue().plans[plan].name.casefold() for plan in incident.plans}
    return {
        pk
        for pk, rows in named.items()
        if any(product in name.casefold() for name, _ in rows for product in products)
    }


def _by_sql(incident, kind):
    """What one plain statement finds by the names."""
    columns = "name || ' ' || provider" if kind == "provider" else "name"
    pattern = "|".join(re.escape(name.lower()) for name in incident.names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT engagement_id FROM inventory_tool WHERE organisation_id = %s AND lower({columns}) ~ %s",
            [incident.organisation_id, rf"\m({pattern})\M"],
        )
        return {pk for (pk,) in cursor.fetchall()}
