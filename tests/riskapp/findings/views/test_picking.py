"""Many findings at once: picked by theme or one by one, posted, done to all or to none."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.findings.actions import many
from riskapp.findings.actions.settling import dismiss_finding
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import mended
from riskapp.review.queries.overlay import reviewed
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]

PICKED = "/assessments/findings/picked/"


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored("production-agents")


@pytest.fixture
def rows(assessment):
    return list(assessment.findings.all()[:3])


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def ids(rows):
    return [str(row.pk) for row in rows]


def states(rows):
    return {Finding.objects.get(pk=row.pk).state for row in rows}


def back_to(assessment):
    return reverse("assessments:findings", args=[assessment.pk])


def test_picking_shows_what_is_gained_together(client, assessment, rows, analyst):
    client.force_login(analyst)

    page = client.post(PICKED, {"pick": [*ids(rows), "x"]})

    together = mended(assessment, rows, reviewed(assessment.response).counts)
    text = page.content.decode()
    assert page.context["what_if"] == together
    assert together.words in text
    assert "If these 3 are put right" in text
    assert [name for name, _step, _form in page.context["steps"]] == [
        "show",
        "assign",
        "dismiss",
    ]


def test_a_theme_picks_its_findings_that_are_still_to_do(client, assessment, analyst):
    gone = assessment.findings.filter(theme="agents").first()
    dismiss_finding(gone, reason="Gone.", by=analyst)
    client.force_login(analyst)

    page = client.post(PICKED, {"theme": [f"{assessment.pk}:agents", "x:y", "z"]})

    assert page.context["number"] == 5


def test_a_theme_of_a_narrowed_list_picks_what_the_list_showed(
    client, assessment, analyst
):
    late = assessment.findings.filter(theme="agents").first()
    Finding.objects.filter(pk=late.pk).update(due_on=in_days(-1))
    client.force_login(analyst)

    page = client.post(
        PICKED, {"theme": f"{assessment.pk}:agents", "query": "overdue=yes"}
    )

    assert page.context["ids"] == str(late.pk)
    assert page.context["back"] == "/assessments/findings/?overdue=yes"


def test_ninety_six_ticked_boxes_are_no_trouble(client, organisation, analyst):
    big = scored(organisation, analyst, "personal-accounts")
    picked = ids(big.findings.all()[:96])
    client.force_login(analyst)

    page = client.post(PICKED, {"pick": picked})
    done = client.post(
        PICKED,
        {"picked": page.context["ids"], "do": "dismiss", "dismiss-reason": "Not used."},
    )

    assert page.context["number"] == 96
    assert done.status_code == 302
    assert big.findings.filter(state="dismissed").count() == 96


@pytest.mark.parametrize(
    ("do", "given", "state"),
    [
        ("assign", {"assign-due_on": in_days(9).isoformat()}, "open"),
        ("show", {"show-due_on": in_days(9).isoformat()}, "open"),
        ("dismiss", {"dismiss-reason": "Not used."}, "dismissed"),
    ],
)
def test_an_analyst_does_one_thing_to_all(
    client, assessment, rows, analyst, do, given, state
):
    client.force_login(analyst)

    reply = client.post(PICKED, {"pick": ids(rows), "do": do} | given, follow=True)

    assert reply.redirect_chain == [(back_to(assessment), 302)]
    assert states(rows) == {state}
    words = "Shown to the vendor: 3" if do == "show" else "3 findings changed."
    assert words in reply.content.decode()


def test_only_an_approver_accepts(client, rows, analyst, approver):
    given = {
        "pick": ids(rows),
        "do": "accept",
        "accept-reason": "Cheap.",
        "accept-until": in_days(9).isoformat(),
    }
    client.force_login(analyst)
    assert client.post(PICKED, given).status_code == 403
    client.force_login(approver)

    assert (
        client.post(PICKED, given | {"accept-until": "2001-01-01"}).status_code == 422
    )
    assert states(rows) == {"open"}
    assert client.post(PICKED, given).status_code == 302
    assert states(rows) == {"accepted"}


@pytest.mark.parametrize("do", ["assign", "show", "dismiss"])
@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.PROCUREMENT])
def test_others_only_look(client, organisation, rows, do, role):
    client.force_login(member(organisation, role))

    assert client.post(PICKED, {"pick": ids(rows)}).status_code == 200
    assert client.post(PICKED, {"pick": ids(rows), "do": do}).status_code == 403


def test_strangers_find_nothing(client, rows):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    assert client.post(PICKED, {"pick": ids(rows)}).status_code == 404
    mixed = {"pick": str(uuid.uuid4()), "do": "dismiss", "dismiss-reason": "x"}
    assert client.post(PICKED, mixed).status_code == 404


def test_an_owner_is_somebody_of_the_organisation(client, rows, analyst):
    stranger = member(OrganisationFactory(), Role.ANALYST)
    client.force_login(analyst)
    given = {"pick": ids(rows), "do": "assign"}

    refused = client.post(PICKED, given | {"assign-owner": stranger.pk})
    empty = client.post(PICKED, given)
    client.post(PICKED, given | {"assign-owner": analyst.pk})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Give an owner, a day, or both." in empty.content.decode()
    assert {Finding.objects.get(pk=row.pk).owner for row in rows} == {analyst}


def test_showing_needs_a_day(client, assessment, rows, analyst):
    client.force_login(analyst)
    given = {"pick": ids(rows), "do": "show"}

    for day in ("", in_days(-1).isoformat(), "soon"):
        reply = client.post(PICKED, given | {"show-due_on": day})
        assert reply.status_code == 422

    assert not assessment.findings.shown_to_vendor().exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Select at least one open finding"),
        ({"pick": "nonsense"}, "Select at least one open finding"),
        (
            {"picked": " ".join(str(uuid.uuid4()) for _ in range(many.MOST + 1))},
            "501 are selected, and at most 500 can be changed at once.",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    client, assessment, analyst, given, words
):
    client.force_login(analyst)

    reply = client.post(PICKED, given | {"assessment": assessment.pk}, follow=True)

    assert reply.redirect_chain == [(back_to(assessment), 302)]
    assert words in reply.content.decode()


def test_what_was_settled_meanwhile_stops_all(client, rows, analyst):
    dismiss_finding(rows[0], reason="Gone.", by=analyst)
    client.force_login(analyst)
    given = {"pick": ids(rows), "do": "dismiss", "dismiss-reason": "Not used."}

    reply = client.post(PICKED, given, follow=True)

    assert "1 of these was closed meanwhile" in reply.content.decode()
    assert states(rows[1:]) == {"open"}
    again = client.post(PICKED, {"pick": str(rows[0].pk)}, follow=True)
    assert "Select at least one open finding" in again.content.decode()


def test_findings_of_several_assessments_are_changed_together(
    client, organisation, assessment, rows, analyst
):
    other = scored(organisation, analyst)
    picked = [*rows, other.findings.first()]
    client.force_login(analyst)

    page = client.post(PICKED, {"pick": ids(picked)})
    done = client.post(
        PICKED, {"pick": ids(picked), "do": "dismiss", "dismiss-reason": "Not used."}
    )

    assert len(page.context["groups"]) == 2
    assert "what_if" not in page.context
    assert done.url == "/assessments/findings/"
    assert states(picked) == {"dismissed"}


def test_what_can_no_longer_be_read_in_an_address_is_not_asked_for(client, analyst):
    client.force_login(analyst)

    assert client.get(PICKED).status_code == 405


def test_the_list_of_all_findings_shows_them_to_the_vendor_in_one_step(
    client, assessment, analyst
):
    client.force_login(analyst)
    listed = client.get("/assessments/findings/")
    theme = listed.context["rows"][0]["theme"]
    form = listed.context["show_form"]

    client.post(
        PICKED,
        {
            "theme": f"{assessment.pk}:{theme}",
            "do": "show",
            form["due_on"].html_name: form["due_on"].value().isoformat(),
        },
    )

    assert b'value="show"' in listed.content
    shown = assessment.findings.filter(released_at__isnull=False)
    assert set(shown.values_list("theme", flat=True)) == {theme}


def test_who_may_not_assess_is_offered_no_showing(client, organisation, assessment):
    client.force_login(member(organisation, Role.PROCUREMENT))

    page = client.get("/assessments/findings/")

    assert "show_form" not in page.context
    assert b'value="show"' not in page.content
