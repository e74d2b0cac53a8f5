import re

import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.desk.choices import FoundKind
from riskapp.vendors.models import Contact, Vendor
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db
MANY = reverse("desk:many")


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_needs_the_same_statements_for_any_number_of_rows(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        scored(organisation, analyst)
        started(organisation, analyst, days=-1)
        EngagementFactory(vendor__organisation=organisation, tier="", profile={})
    client.force_login(analyst)

    # person, seat, members, owners and labels, counts, rows, names of their work, views
    with django_assert_num_queries(8):
        response = client.get(reverse("desk:waiting"), {"whose": "team"})

    assert response.context["total"] == 3 * count


def test_the_queue_can_be_asked_for_one_kind(client, organisation, analyst):
    started(organisation, analyst, days=-1)
    scored(organisation, analyst)
    client.force_login(analyst)

    response = client.get(reverse("desk:waiting"), {"kind": "overdue"})

    assert [row.kind for row, _person in response.context["rows"]] == ["overdue"]
    assert response.context["total"] == 2


def test_rows_of_a_list_are_taken_and_the_list_is_shown_again(
    client, organisation, analyst
):
    vendor = VendorFactory(organisation=organisation)
    client.force_login(analyst)
    back = f"{reverse('vendors:list')}?q=x"

    response = client.post(
        MANY, {"do": "take", "row": [f"vendor:{vendor.pk}"], "next": back}
    )

    assert response.url == back
    assert Vendor.objects.get(pk=vendor.pk).owner == analyst


def test_many_are_archived_once_that_was_confirmed(client, organisation, analyst):
    vendors = [
        VendorFactory(organisation=organisation, name=name) for name in ("One", "Two")
    ]
    client.force_login(analyst)
    back = f"{reverse('vendors:list')}?q=x"
    wanted = {"do": "archive", "row": [f"vendor:{v.pk}" for v in vendors], "next": back}

    page = client.post(MANY, wanted)

    assert "Archive 2 rows?" in page.content.decode()
    assert sorted(str(row) for row in page.context["names"]) == ["One", "Two"]
    assert not Vendor.objects.exclude(archived_at=None).exists()

    hidden = re.findall(
        r'<input type="hidden" name="(do|sure|next|row)" value="([^"]*)"',
        page.content.decode(),
    )
    given = {name: [v for n, v in hidden if n == name] for name, _value in hidden}
    response = client.post(MANY, given)

    assert response.url == back
    assert Vendor.objects.exclude(archived_at=None).count() == 2


def test_what_was_not_done_is_told_with_its_reason(client, organisation, analyst):
    asked, answered = started(organisation, analyst), scored(organisation, analyst)
    client.force_login(analyst)
    rows = [f"assessment:{asked.pk}", f"assessment:{answered.pk}"]

    response = client.post(MANY, {"do": "remind", "row": rows}, follow=True)

    done, refused = told(response)
    assert done == "Remind: done with 1 row."
    assert str(answered.engagement) in refused
    assert "nothing to answer" in refused


def test_rows_of_a_stranger_are_not_there(client, organisation, analyst):
    theirs = VendorFactory(organisation=OrganisationFactory())
    ours = VendorFactory(organisation=organisation)
    client.force_login(analyst)
    rows = [f"vendor:{ours.pk}", f"vendor:{theirs.pk}"]

    assert client.post(MANY, {"do": "take", "row": rows}).status_code == 404
    assert Vendor.objects.get(pk=ours.pk).owner is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "take"}, "Select at least one row."),
        ({"do": "", "row": ["{row}"]}, "Choose what to do."),
        ({"do": "move", "due_on": "", "row": ["{row}"]}, "Choose a day."),
        ({"do": "move", "due_on": "2020-01-01", "row": ["{row}"]}, "the past"),
        ({"do": "label", "row": ["{row}"]}, "Write the label."),
        ({"do": "take", "row": ["vendor:x"] * 501}, "at most 500"),
    ],
)
def test_what_is_missing_is_said(client, organisation, analyst, data, words):
    assessment = started(organisation, analyst)
    row = f"assessment:{assessment.pk}"
    client.force_login(analyst)
    rows = [text.format(row=row) for text in data.get("row", [])]

    response = client.post(MANY, {**data, "row": rows}, follow=True)

    assert words in " ".join(told(response))


def test_nobody_is_sent_elsewhere_afterwards(client, organisation, analyst):
    client.force_login(analyst)

    response = client.post(MANY, {"do": "take", "next": "https://evil.example/"})

    assert response.url == reverse("desk:waiting")


def test_a_theme_stands_for_its_findings_that_the_list_shows(
    client, organisation, analyst
):
    assessment = scored(organisation, analyst)
    theme = assessment.findings.unsettled().exclude(theme="").first().theme
    client.force_login(analyst)

    client.post(
        MANY, {"do": "take", "theme": [f"{assessment.pk}:{theme}"], "query": ""}
    )

    found = Assessment.objects.get(pk=assessment.pk).findings.unsettled()
    assert set(found.filter(owner=analyst)) == set(found.filter(theme=theme))


def test_letters_that_no_text_holds_are_found_nowhere(client, organisation, analyst):
    VendorFactory(organisation=organisation, name="Kestrel")
    client.force_login(analyst)

    found = client.get(reverse("desk:search"), {"q": "kes\x00trel"})
    theme = f"{scored(organisation, analyst).pk}:\x00"
    refused = client.post(MANY, {"do": "take", "theme": theme})

    assert [group.kind for group in found.context["groups"]] == [FoundKind.VENDOR]
    assert refused.status_code == 404


def test_engagements_are_labelled_in_bulk_or_taken_to_a_campaign(
    client, organisation, analyst
):
    work = EngagementFactory.create_batch(2, vendor__organisation=organisation)
    rows = [f"engagement:{one.pk}" for one in work]
    client.force_login(analyst)

    listed = client.get(reverse("vendors:engagements")).content.decode()
    client.post(MANY, {"do": "label", "label": "spring", "row": rows})
    sent = client.post(MANY, {"do": "send", "row": rows})
    none = client.post(MANY, {"do": "send"}, follow=True)

    assert all(f'value="{row}"' in listed for row in rows)
    labels = Vendor.objects.filter(engagements__in=work).values_list(
        "labels", flat=True
    )
    assert list(labels) == [["spring"], ["spring"]]
    assert sent.url.startswith(reverse("assessments:campaign_start") + "?")
    assert all(str(one.pk) in sent.url for one in work)
    assert told(none)[-1] == "Select at least one row."


def test_people_and_tools_stand_for_what_they_are_part_of_each_once(
    client, organisation, analyst
):
    asked = started(organisation, analyst, days=3)
    vendor = asked.engagement.vendor
    people = [
        Contact.objects.create(vendor=vendor, email=f"{name}@vendor.example")
        for name in ("ada", "bo")
    ]
    tool = scored(organisation, analyst).engagement.tools.first()
    rows = [f"contact:{person.pk}" for person in people]
    client.force_login(analyst)

    contacts = client.get(reverse("vendors:contacts")).content.decode()
    tools = client.get(reverse("inventory:list")).content.decode()
    reminded = client.post(MANY, {"do": "remind", "row": rows}, follow=True)
    client.post(MANY, {"do": "take", "row": [f"tool:{tool.pk}"]})
    refused = client.post(MANY, {"do": "archive", "row": rows}, follow=True)
    question = client.post(
        MANY, {"do": "ask", "about": "changed", "row": [f"tool:{tool.pk}"]}
    )
    none = client.post(MANY, {"do": "ask", "row": rows}, follow=True)

    assert all(f'value="{row}"' in contacts for row in rows)
    assert f'value="tool:{tool.pk}"' in tools
    assert 'value="archive"' not in contacts + tools
    assert told(reminded) == ["Remind: done with 2 rows."]
    assert AuditEntry.objects.filter(action="vendor reminded").count() == 1
    assert Vendor.objects.get(pk=tool.vendor_id).owner == analyst
    assert "not archived by itself" in told(refused)[-1]
    assert Vendor.objects.get(pk=vendor.pk).archived_at is None
    assert question.url.endswith(f"?tool={tool.pk}&about=changed")
    assert told(none)[-1] == "Select at least one row."


@pytest.mark.parametrize("kind", ["contact", "tool"])
def test_people_and_tools_of_a_stranger_are_not_there(
    client, organisation, analyst, kind
):
    theirs = OrganisationFactory()
    stranger = member(theirs, Role.ANALYST)
    row = (
        Contact.objects.create(
            vendor=VendorFactory(organisation=theirs), email="ada@vendor.example"
        )
        if kind == "contact"
        else scored(theirs, stranger).engagement.tools.first()
    )
    client.force_login(analyst)

    response = client.post(MANY, {"do": "take", "row": [f"{kind}:{row.pk}"]})

    assert response.status_code == 404
    assert row.vendor.owner is None
