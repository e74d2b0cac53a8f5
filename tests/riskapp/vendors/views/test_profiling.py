import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import PROFILE, EngagementFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("vendors:profiles")


def bare(organisation, **wanted):
    return EngagementFactory(
        vendor__organisation=organisation, tier="", profile={}, inherent=None, **wanted
    )


def tiers():
    return dict(Engagement.objects.values_list("pk", "tier"))


def test_the_selected_get_the_same_answers_each_with_its_line(
    client, organisation, analyst
):
    picked, left = [bare(organisation) for _ in range(2)], bare(organisation)
    client.force_login(analyst)
    data = PROFILE | {"which": "ticked", "engagement": [one.pk for one in picked]}

    assert client.post(PAGE, data).url == PAGE

    assert tiers() == {one.pk: "high" for one in picked} | {left.pk: ""}
    assert AuditEntry.objects.filter(action="engagement changed").count() == 2


def test_a_label_gives_the_answers_to_all_that_carry_it(client, organisation, analyst):
    mine = bare(organisation, vendor__labels=["apps"])
    other = bare(organisation, vendor__labels=["data"])
    client.force_login(analyst)

    client.post(f"{PAGE}?label=apps", PROFILE | {"which": "all"})

    assert tiers() == {mine.pk: "high", other.pk: ""}


def test_what_is_answered_or_of_others_is_left_as_it_is(client, organisation, analyst):
    answered = EngagementFactory(vendor__organisation=organisation, tier="low")
    theirs = bare(OrganisationFactory())
    client.force_login(analyst)
    data = PROFILE | {"which": "ticked", "engagement": [answered.pk, theirs.pk, "x"]}

    response = client.post(PAGE, data)

    assert response.status_code == 422
    assert tiers() == {answered.pk: "low", theirs.pk: ""}


def test_a_question_without_an_answer_is_named(client, organisation, analyst):
    work = bare(organisation)
    client.force_login(analyst)
    first, *_others = PROFILE
    data = PROFILE | {first: "", "which": "all"}

    response = client.post(PAGE, data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [first]
    assert tiers() == {work.pk: ""}


def test_the_workbook_names_the_work_whose_questions_are_open(
    client, organisation, analyst
):
    work = bare(organisation, vendor__name="=1+1", name="Portal")
    EngagementFactory(vendor__organisation=organisation)
    client.force_login(analyst)

    found = client.get(reverse("vendors:profiles_workbook"))

    sheet = load_workbook(io.BytesIO(found.content)).worksheets[0]
    rows = [[cell for cell in row if cell] for row in sheet.values][1:]
    assert rows == [[work.vendor.name, work.name]]
    assert sheet.cell(2, 1).data_type == "s"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_the_same_statements_for_any_number_of_rows(
    client, organisation, analyst, count, django_assert_num_queries
):
    for _ in range(count):
        bare(organisation)
    client.force_login(analyst)

    # person, seat, labels, count, rows
    with django_assert_num_queries(5):
        client.get(PAGE)
