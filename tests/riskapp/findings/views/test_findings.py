import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding, add_finding
from riskapp.findings.models import Finding
from tests.factories.riskapp import OrganisationFactory, member, scored, seat_at
from tests.factories.tabs import in_two_tabs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored("production-agents")


@pytest.fixture
def finding(assessment):
    return assessment.findings.first()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def address(name, *rows):
    return reverse(f"assessments:{name}", args=[getattr(r, "pk", r) for r in rows])


def of(finding, name, *more):
    return address(name, finding.assessment, finding, *more)


def proposed(finding, **more):
    return propose(
        finding,
        text="We rotate the keys.",
        url="https://vendor.example/keys",
        due_on=in_days(20),
        is_done=False,
        respondent=seat_at(finding.assessment),
        **more,
    )


def test_findings_stand_under_their_themes_with_what_mending_does_to_the_rating(
    client, assessment, analyst
):
    client.force_login(analyst)

    page = client.get(address("findings", assessment))

    board = page.context["board"]
    lines = {line.theme.id: line for line in board.lines}
    text = page.content.decode()
    assert sum(len(line.findings) for line in board.lines) == page.context["to_do"]
    assert page.context["to_do"] == assessment.findings.count()
    assert len(board.lines) < 15 < page.context["to_do"]
    assert lines["credentials"].words in text
    assert (
        lines["credentials"].words
        == "Rating stays Critical: CR-06 and CR-07 still hold it."
    )
    assert board.way.words == "These 3, with CR-06 resolved, lead to High: 40.0."
    assert {theme.rule for theme in board.way.themes} == {"CR-03", "CR-06", "CR-07"}
    assert "Release agent on the pipeline</li>" in text


def test_all_themes_can_be_picked_at_once(client, assessment, analyst):
    client.force_login(analyst)

    page = client.get(address("findings", assessment), {"pick": "all"})

    lines = page.context["board"].lines
    assert page.content.decode().count(" checked") == len(lines)


def test_a_long_list_shows_the_findings_of_one_theme_at_a_time(
    client, assessment, analyst, monkeypatch
):
    monkeypatch.setattr("riskapp.findings.views.findings.LONG", 10)
    client.force_login(analyst)
    url = address("findings", assessment)

    closed = client.get(url).content.decode()
    opened = client.get(url, {"theme": "agents"}).content.decode()

    assert closed.count('name="pick"') == 0
    assert opened.count('name="pick"') == 6
    assert "?theme=credentials#theme-credentials" in opened


def test_what_was_accepted_is_no_longer_to_do(client, assessment, analyst, approver):
    for finding in assessment.findings.filter(theme="retention"):
        accept_finding(finding, reason="Cheap.", until=in_days(9), by=approver)
    client.force_login(analyst)

    page = client.get(address("findings", assessment))

    assert "retention" not in {line.theme.id for line in page.context["board"].lines}


def test_what_people_added_stands_in_a_line_of_its_own(client, assessment, analyst):
    facts = {"text": "Nobody reads the logs.", "severity": "low"}
    add_finding(assessment, facts=facts, by=analyst)
    client.force_login(analyst)

    page = client.get(address("findings", assessment)).content.decode()

    assert "Added by hand, or a condition" in page
    assert "Nobody reads the logs." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number_of_rows(
    client, count, assessment, organisation, django_assert_num_queries
):
    keep = list(assessment.findings.values_list("pk", flat=True)[:count])
    Finding.objects.filter(assessment=assessment).exclude(pk__in=keep).update(
        state="dismissed"
    )
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, assessment, its rights twice, findings; answers twice, verdicts, dates
    with django_assert_num_queries(9):
        page = client.get(address("findings", assessment))

    assert page.context["to_do"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_finding_needs_the_same_queries_for_any_number_of_actions(
    client, count, finding, organisation, django_assert_num_queries
):
    for _ in range(count):
        proposed(finding, files=[ContentFile(b"%PDF-1.7", "a.pdf")])
    client.force_login(member(organisation, Role.AUDITOR))
    address_of_it = of(finding, "finding")

    # person, assessment, its rights twice, finding; answers twice, verdicts, dates, merged
    # ones for the gain; actions, their files, history, merged ones
    with django_assert_num_queries(14):
        page = client.get(address_of_it)

    assert len(page.context["plans"]) == count


def test_a_finding_leads_to_the_review_only_where_its_answer_stands(
    client, assessment, analyst
):
    client.force_login(analyst)
    words = "Look at it in the review"
    places = {"ENG-09": False, "GOV-01": True, "GOV-99": False}
    made = add_finding(assessment, facts={"text": "x", "severity": "low"}, by=analyst)
    seen = {}
    for question in places:
        row = assessment.findings.filter(question=question, entry="").first()
        if row is None:
            Finding.objects.filter(pk=made.pk).update(question=question)
            row = made
        page = client.get(of(row, "finding")).content.decode()
        url = reverse("assessments:review_answer", args=[assessment.pk, question])
        seen[question] = words in page
        assert seen[question] is (client.get(url).status_code == 200)

    assert seen == places


def test_a_finding_shows_the_answer_and_its_history(client, finding, analyst):
    proposed(finding)
    client.force_login(analyst)

    page = client.get(of(finding, "finding")).content.decode()

    assert "We rotate the keys." in page
    assert "by Vera Vendor at the vendor" in page
    assert "The answer behind it" in page
    assert "Agree" in page


def test_procurement_sees_the_finding_but_neither_answers_nor_reasons(
    client, finding, approver, organisation
):
    proposed(finding)
    accept_finding(finding, reason="Cheap enough.", until=in_days(9), by=approver)
    procurement = member(organisation, Role.PROCUREMENT)
    pages = {}
    for person in (approver, procurement):
        client.force_login(person)
        pages[person] = client.get(of(finding, "finding")).content.decode()

    for words in ("Cheap enough.", "We rotate the keys.", "The answer behind it"):
        assert words in pages[approver]
        assert words not in pages[procurement]
    assert finding.text in pages[procurement]
    assert "9 days from now" in pages[procurement]


def test_an_analyst_adds_and_edits_a_finding(client, assessment, analyst):
    client.force_login(analyst)
    given = {
        "text": "Nobody reads the logs.",
        "severity": "low",
        "due_on": in_days(9).isoformat(),
    }

    client.post(address("add_finding", assessment), given)
    made = Finding.objects.get(source="hand")
    client.post(of(made, "edit_finding"), given | {"severity": "high"})

    made.refresh_from_db()
    assert made.severity == "high"
    page = client.get(of(made, "finding")).content.decode()
    assert "<del>low</del>" in page
    assert "<ins>high</ins>" in page


def test_a_finding_changed_in_two_tabs_keeps_both_changes(client, finding, analyst):
    client.force_login(analyst)

    text = in_two_tabs(
        client,
        of(finding, "edit_finding"),
        {"remedy": "Sign the contract"},
        {"severity": "high"},
    )

    finding.refresh_from_db()
    assert "Changed meanwhile by" in text
    assert (finding.remedy, finding.severity) == ("Sign the contract", "high")


def test_a_bad_finding_is_refused_in_words(client, finding, analyst):
    client.force_login(analyst)
    stranger = member(OrganisationFactory(), Role.ANALYST)

    page = client.post(
        of(finding, "edit_finding"),
        {"text": "", "severity": "awful", "owner": stranger.pk},
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"text", "severity", "owner"}
    assert not finding.events.filter(kind="edited").exists()


@pytest.mark.parametrize(
    ("kind", "state"), [("verify", "verified"), ("dismiss", "dismissed")]
)
def test_an_analyst_settles_and_opens_again(client, finding, analyst, kind, state):
    client.force_login(analyst)

    refused = client.post(of(finding, "settle_finding", kind), {"reason": " "})
    client.post(of(finding, "settle_finding", kind), {"reason": "Seen."})
    finding.refresh_from_db()
    assert (refused.status_code, finding.state) == (422, state)
    again = client.post(of(finding, "settle_finding", kind), {"reason": "Seen."})
    assert (again.status_code, "closed already" in again.content.decode()) == (
        422,
        True,
    )
    client.post(of(finding, "settle_finding", "reopen"), {"reason": "Look again."})

    finding.refresh_from_db()
    assert finding.state == "open"


@pytest.mark.parametrize("kind", ["verify", "dismiss", "reopen"])
def test_an_approver_alone_does_not_review(client, finding, approver, kind):
    client.force_login(approver)

    assert client.post(of(finding, "settle_finding", kind)).status_code == 403


def test_only_an_approver_accepts_and_gives_an_end(client, finding, analyst, approver):
    url = of(finding, "settle_finding", "accept")
    given = {"reason": "Cheap.", "until": in_days(9).isoformat()}
    client.force_login(analyst)
    assert client.post(url, given).status_code == 403
    client.force_login(approver)

    refused = client.post(url, given | {"until": in_days(0).isoformat()})
    client.post(url, given)

    finding.refresh_from_db()
    assert refused.status_code == 422
    assert "Give an end within the next two years." in refused.content.decode()
    assert (finding.state, finding.accepted_by) == ("accepted", approver)


def test_an_unknown_step_is_not_found(client, finding, analyst):
    client.force_login(analyst)

    assert client.get(of(finding, "settle_finding", "forget")).status_code == 404


def test_findings_are_merged_within_their_assessment(
    client, assessment, finding, analyst, organisation
):
    other = assessment.findings.all()[1]
    foreign = scored(organisation, analyst).findings.first()
    client.force_login(analyst)

    client.post(of(finding, "merge_finding"), {"into": foreign.pk})
    finding.refresh_from_db()
    assert finding.state == "open"
    client.post(of(finding, "merge_finding"), {"into": other.pk})

    finding.refresh_from_db()
    assert (finding.state, finding.merged_into) == ("merged", other)
    assert "Followed within" in client.get(of(finding, "finding")).content.decode()


def test_the_vendors_link_can_be_passed_on_by_hand(
    client, assessment, analyst, organisation
):
    first = assessment.findings.first()
    url = address("findings", assessment)
    client.force_login(analyst)
    assert "to pass on yourself" not in client.get(url).content.decode()
    Finding.objects.filter(pk=first.pk).update(released_at=timezone.now())

    page = client.get(url)

    wanted = address("vendor_outcome", assessment.response).replace("/", "%2F")
    assert f"/respond/?next={wanted}#" in page.context["link"]
    assert page.context["link"] in page.content.decode()
    client.force_login(member(organisation, Role.AUDITOR))
    assert "to pass on yourself" not in client.get(url).content.decode()


def test_an_action_is_declined_in_words(client, finding, analyst):
    plan = proposed(finding)
    client.force_login(analyst)
    url = of(finding, "answer_plan", plan)

    client.post(url, {"verdict": "decline", "text": ""})
    plan.refresh_from_db()
    assert plan.state == "proposed"
    client.post(url, {"verdict": "decline", "text": "Sooner, please."})
    again = client.post(url, {"verdict": "agree"}, follow=True)

    plan.refresh_from_db()
    assert (plan.state, plan.answer) == ("declined", "Sooner, please.")
    assert "answered before" in again.content.decode()


def test_an_action_of_another_finding_is_not_found(client, assessment, analyst):
    first, second = assessment.findings.all()[:2]
    plan = proposed(first)
    client.force_login(analyst)

    assert client.post(of(second, "answer_plan", plan)).status_code == 404


def test_fetching_a_file_is_audited_and_it_is_never_shown_inline(
    client, finding, analyst
):
    plan = proposed(finding, files=[ContentFile(b"<script>", "page.txt")])
    file = plan.files.get()
    client.force_login(analyst)

    reply = client.get(of(finding, "plan_file", plan, file))

    assert b"".join(reply.streaming_content) == b"<script>"
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["Content-Type"] == "application/octet-stream"
    entry = AuditEntry.objects.get(action="file downloaded")
    assert (entry.actor, entry.after["sha256"]) == (analyst, file.sha256)


def test_words_of_a_vendor_are_never_markup(client, finding, analyst):
    propose(
        finding,
        text="<script>alert(1)</script>",
        url="",
        due_on=in_days(9),
        is_done=False,
        respondent=seat_at(finding.assessment),
    )
    client.force_login(analyst)

    page = client.get(of(finding, "finding")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
