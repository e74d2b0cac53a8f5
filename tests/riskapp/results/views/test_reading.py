import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from questionnaires.actions.invitations import revoke
from questionnaires.queries import token_of
from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import (
    EngagementFactory,
    example,
    member,
    scored,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db

SMALL, LARGE = "careful", "production-agents"


@pytest.fixture
def procurement(organisation):
    return member(organisation, Role.PROCUREMENT)


def evaluated(organisation, analyst, name):
    engagement = EngagementFactory(
        vendor__organisation=organisation, profile=dict(example(name).filled.profile)
    )
    return scored(organisation, analyst, name, engagement=engagement)


def page_of(client, user, name, assessment):
    client.force_login(user)
    url = reverse(f"assessments:{name}", args=[assessment.pk])
    return " ".join(client.get(url).content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number_of_rows(
    client, count, organisation, analyst, procurement, django_assert_num_queries
):
    for _ in range(count):
        scored(organisation, analyst)
    client.force_login(procurement)

    # person, choices of vendors, analysts, count, rows, saved views
    with django_assert_num_queries(6):
        response = client.get(reverse("assessments:list"))

    assert len(response.context["page"].object_list) == count


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_list_is_a_file_too_and_the_download_is_noted(
    client, wanted, organisation, analyst, procurement
):
    assessment = scored(organisation, analyst)
    started(organisation, analyst)
    Engagement.objects.filter(pk=assessment.engagement_id).update(name="=cmd")
    client.force_login(procurement)

    reply = client.get(
        reverse("assessments:list"),
        {"rating": assessment.score.rating, "export": wanted, "page": "3"},
    )

    rows = rows_of(reply, wanted)
    assert len(rows) == 1
    assert float(rows[0]["Residual"]) == assessment.score.residual
    assert rows[0]["Engagement"] == ("'=cmd" if wanted == "csv" else "=cmd")
    entry = AuditEntry.objects.get(action="assessments exported")
    assert (entry.actor, entry.after["query"]) == (
        procurement,
        f"rating={assessment.score.rating}",
    )


def rows_of(reply, wanted):
    if wanted == "csv":
        text = b"".join(reply.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))
    headings, *rows = load_workbook(io.BytesIO(reply.content)).active.values
    return [dict(zip(headings, map(str, row), strict=True)) for row in rows]


def test_a_view_of_the_list_can_be_kept(client, organisation, analyst):
    client.force_login(analyst)
    form = {"list": "assessments:list", "name": "Late ones", "query": "overdue=yes"}

    client.post(reverse("lists:save"), form)

    page = client.get(reverse("assessments:list"), {"overdue": "yes"}).content.decode()
    assert 'aria-current="true">Late ones</a>' in page


@pytest.mark.parametrize("answers", [SMALL, LARGE])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # person, assessment, its rights twice; entries and answers, findings, and on the
        # overview the rights and the newest report of the report panel
        ("detail", 11),
        ("criteria", 6),
        ("tools", 7),
        ("findings", 9),
        ("answers", 11),  # evidence, remarks, verdicts, dates and entries too
    ],
)
def test_a_page_needs_the_same_queries_for_any_number_of_tools(
    client, name, queries, answers, organisation, analyst, django_assert_num_queries
):
    assessment = evaluated(organisation, analyst, answers)
    auditor = member(organisation, Role.AUDITOR)
    client.force_login(auditor)
    url = reverse(f"assessments:{name}", args=[assessment.pk])

    with django_assert_num_queries(queries):
        client.get(url)


def test_what_is_not_scored_is_not_assessed_and_never_green(
    client, organisation, analyst
):
    assessment = started(organisation, analyst)

    pages = (
        page_of(client, analyst, "detail", assessment),
        client.get(reverse("assessments:list")).content.decode(),
    )

    for page in pages:
        assert "Not assessed" in page
        assert "badge-rating--low" not in page


def test_the_overview_says_what_the_numbers_come_from(client, organisation, analyst):
    assessment = evaluated(organisation, analyst, LARGE)
    score = assessment.score

    page = page_of(client, analyst, "detail", assessment)

    assert f"model {score.residual_model}" in page
    assert "Critical, raised by CR-03" in page
    assert "Stop the tool or the access concerned now." in page
    assert "Triggered by: Release agent on the pipeline" in page
    assert "Release agent on the pipeline:</strong>" in page  # a consistency check
    assert f"All {len(score.result['findings'])} findings" in page
    for chart in ("flow", "matrix", "stack"):  # as the report draws them
        assert page.count(f"chart--{chart}") == 1, chart


def test_a_provisional_result_says_so(client, organisation, analyst):
    assessment = evaluated(organisation, analyst, "half-answered")

    page = page_of(client, analyst, "detail", assessment)

    assert "Provisional: less than 80 %" in page


def test_criteria_are_shown_law_by_law_with_quote_and_source(
    client, organisation, analyst
):
    assessment = evaluated(organisation, analyst, "typical")

    page = page_of(client, analyst, "criteria", assessment)

    assert page.count('class="panel law"') == 5
    assert "shall not engage another processor" in page
    assert "of a type of entity named in Article 1 of the Regulation." in page
    assert "no status follows from them" in page
    assert "whether the law is kept is not said by it" in page
    assert "The answers behind it" in page


def test_procurement_sees_outcomes_but_no_answer(
    client, organisation, analyst, procurement
):
    assessment = evaluated(organisation, analyst, LARGE)
    secret = "Only the change history of the code"
    names = ("detail", "criteria", "tools", "findings")

    open_to_analyst = [page_of(client, analyst, name, assessment) for name in names]
    open_to_procurement = [
        page_of(client, procurement, name, assessment) for name in names
    ]

    assert secret in "".join(open_to_analyst)
    assert secret not in "".join(open_to_procurement)
    assert "Triggered by" not in open_to_procurement[0]
    assert "Statements that do not fit together" not in open_to_procurement[0]
    assert "The answers behind it" not in open_to_procurement[1]
    assert "What was said of each" not in open_to_procurement[2]
    assert "Critical" in open_to_procurement[0]
    assert "How to resolve it:" in open_to_procurement[0]
    assert assessment.findings.first().remedy in open_to_procurement[3]


def test_hostile_text_of_the_vendor_stays_text(client, organisation, analyst):
    assessment = started(organisation, analyst)
    assessment.engagement.name = "<script>alert(1)</script>"
    assessment.engagement.save()

    page = page_of(client, analyst, "detail", assessment)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_only_those_who_send_see_the_link(client, organisation, analyst, procurement):
    assessment = started(organisation, analyst)
    code = token_of(assessment.response.invitations.get())

    seen = {
        person: code in page_of(client, person, "detail", assessment)
        for person in (
            analyst,
            procurement,
            member(organisation, Role.ADMINISTRATOR),
            member(organisation, Role.AUDITOR),
        )
    }

    assert [person for person, saw in seen.items() if saw] == [analyst]


def test_a_withdrawn_link_is_not_offered(client, organisation, analyst):
    assessment = started(organisation, analyst)
    revoke(assessment.response.invitations.get(), actor="")

    page = page_of(client, analyst, "detail", assessment)

    assert "has expired or was withdrawn" in page


def test_between_submission_and_score_the_page_says_so(client, organisation, analyst):
    assessment = submitted(organisation, analyst)

    page = page_of(client, analyst, "detail", assessment)

    assert "Being scored" in page
    assert "Link for the vendor" not in page


@pytest.mark.parametrize("name", ["criteria", "tools", "findings", "answers"])
def test_pages_of_a_score_lead_to_the_overview_until_there_is_one(
    client, name, organisation, analyst
):
    assessment = started(organisation, analyst)
    client.force_login(analyst)

    response = client.get(reverse(f"assessments:{name}", args=[assessment.pk]))

    assert response.status_code == 302
    assert response["Location"] == reverse("assessments:detail", args=[assessment.pk])


def test_what_was_left_out_is_listed_with_the_answers(client, organisation, analyst):
    assessment = evaluated(organisation, analyst, "typical")

    page = page_of(client, analyst, "answers", assessment)

    count = len(assessment.score.result["left_out"])
    assert "Excluded from the score" in page
    assert "“Not asked” means" in page
    assert "Not asked, by its condition" in page
    assert f"{count} question" in page


def test_the_five_sentences_stand_at_the_head_for_whoever_reads_outcomes(
    client, organisation, analyst, procurement
):
    assessment = evaluated(organisation, analyst, SMALL)

    for person in (analyst, procurement):
        page = page_of(client, person, "detail", assessment)
        assert "Five questions, five answers" in page
        assert "3 AI tools are listed: Codestral through Continue 1.2" in page
    address = reverse("assessments:answers", args=[assessment.pk])
    assert client.get(address).status_code == 403
