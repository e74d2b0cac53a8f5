import datetime
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.errors import Refusal
from riskapp.assessments.models import Assessment
from riskapp.findings.actions.many import assign_many, dismiss_many
from riskapp.findings.actions.recounting import batches, count_anew, wrong_totals
from riskapp.findings.actions.settling import (
    accept_finding,
    add_finding,
    dismiss_finding,
    edit_finding,
    merge_finding,
    reopen_finding,
    verify_finding,
)
from riskapp.findings.choices import PlanState, Severity
from riskapp.findings.models import Finding, FindingTotal, Plan, ThemeTotal
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendors.models import Engagement, Vendor
from tests.chance import times
from tests.factories.riskapp import seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]
TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=20)


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored(), house.scored("production-agents")


def add(finding, other, by):
    facts = {"text": "By hand.", "severity": Severity.CRITICAL}
    add_finding(finding.assessment, facts=facts, by=by)


def edit(finding, other, by):
    facts = {"severity": other.severity, "due_on": SOON, "owner": by}
    edit_finding(finding, facts=facts, by=by)


def archive(finding, other, by):
    Vendor.objects.filter(engagements__assessments=finding.assessment).update(
        archived_at=timezone.now()
    )


def archive_work(finding, other, by):
    Engagement.objects.filter(assessments=finding.assessment).update(
        archived_at=timezone.now()
    )


def bring_back(finding, other, by):
    Vendor.objects.filter(engagements__assessments=finding.assessment).update(
        archived_at=None
    )


def come_and_go(finding):
    """One that nothing hangs on, as when a period of keeping has ended."""
    finding.pk, finding.source, finding.theme = None, "hand", "elsewhere"
    finding._state.adding = True
    finding.state, finding.merged_into, finding.decision = "open", None, None
    finding.pk = uuid4()
    finding.save()
    Finding.objects.filter(pk=finding.pk).delete()


def move(finding, other, by):
    Finding.objects.filter(pk=finding.pk).update(theme=other.theme)


def weigh(finding, other, by):
    """What scores do: gains of many move, and one of them may be in another theme."""
    rows = Finding.objects.filter(assessment=finding.assessment)
    rows.update(
        gain=F("gain") + "0.3",
        rank=F("rank") + 1,
        theme=Case(When(pk=other.pk, then=Value("elsewhere")), default=F("theme")),
    )


def raise_again(finding, other, by):
    """More of the same in one statement, in other states and of other people."""
    of = finding.assessment
    common = {"organisation": of.organisation, "assessment": of, "score": of.score}
    common |= {"source": "hand", "gain": "1.5", "text": "Again.", "due_on": SOON}
    first = {"severity": "critical", "state": "done", "theme": finding.theme, "rank": 1}
    second = {"severity": "low", "state": "verified", "theme": "elsewhere", "rank": 2}
    Finding.objects.bulk_create(
        [Finding(owner=by, **common, **first), Finding(**common, **second)]
    )


def change_work(finding, other, by):
    """What lists of findings are narrowed by, as members change it."""
    work = Engagement.objects.filter(assessments=finding.assessment)
    work.update(tier="high" if other.state == "open" else "")
    Vendor.objects.filter(engagements__in=work).update(
        labels=[other.state], owner=by if other.pk != finding.pk else None
    )
    Assessment.objects.filter(pk=finding.assessment_id).update(analyst=by)


ACTIONS = {
    "change work": change_work,
    "add": add,
    "edit": edit,
    "verify": lambda finding, _, by: verify_finding(finding, reason="Seen.", by=by),
    "dismiss": lambda finding, _, by: dismiss_finding(finding, reason="None.", by=by),
    "accept": lambda finding, _, by: accept_finding(
        finding, reason="Cheap.", until=SOON, by=by
    ),
    "merge": lambda finding, other, by: merge_finding(finding, other, by=by),
    "reopen": lambda finding, _, by: reopen_finding(finding, reason="Again.", by=by),
    "assign": lambda finding, other, by: assign_many(
        {finding.pk, other.pk}, due_on=SOON, by=by
    ),
    "dismiss both": lambda finding, other, by: dismiss_many(
        {finding.pk, other.pk}, reason="None.", by=by
    ),
    "score": lambda finding, _, by: score_assessment(finding.assessment, TODAY),
    "come and go": lambda finding, _, by: come_and_go(finding),
    "move": move,
    "weigh": weigh,
    "raise again": raise_again,
    "archive": archive,
    "archive work": archive_work,
    "bring back": bring_back,
}

STEP = st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0), st.integers(0))


@settings(
    max_examples=times(12, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_stored_totals_are_what_is_counted_after_any_actions(evaluated, steps):
    by = evaluated[0].started_by
    with transaction.atomic():
        for name, one, two in steps:
            rows = list(Finding.objects.order_by("pk"))
            finding, other = rows[one % len(rows)], rows[two % len(rows)]
            try:
                with transaction.atomic():
                    ACTIONS[name](finding, other, by)
            except Refusal:
                continue
        for keys in batches():
            assert wrong_totals(keys) == set()
        transaction.set_rollback(True)


def test_totals_are_there_after_a_score(evaluated):
    first, second = evaluated

    of_first = ThemeTotal.objects.filter(assessment=first)

    assert sum(row.number for row in of_first) == first.findings.count()
    assert FindingTotal.objects.get(assessment=second).to_do == second.findings.count()


def test_wrong_totals_are_found_and_counted_anew(evaluated):
    first, second = evaluated
    ThemeTotal.objects.filter(assessment=first).update(number=99)
    FindingTotal.objects.filter(assessment=second).delete()

    with pytest.raises(CommandError, match="2 with wrong totals"):
        call_command("recount_findings", "--check")
    said = StringIO()
    call_command("recount_findings", stdout=said)
    call_command("recount_findings", "--check", stdout=said)

    assert said.getvalue().splitlines()[1].endswith(", 0 with wrong totals.")


def test_what_is_put_away_is_proven_by_the_register(evaluated):
    first, _second = evaluated
    other = Engagement.objects.create(
        organisation=first.organisation,
        vendor=first.engagement.vendor,
        name="Archived",
        archived_at=timezone.now(),
    )
    Assessment.objects.filter(pk=first.pk).update(engagement=other)

    assert wrong_totals([first.pk]) == {first.pk}
    call_command("recount_findings", stdout=StringIO())

    assert wrong_totals([first.pk]) == set()
    assert Assessment.objects.get(pk=first.pk).put_away
    assert not first.findings.filter(put_away=False).exists()


def test_a_finding_says_that_a_proposal_waits(evaluated):
    finding = evaluated[0].findings.first()
    by = seat_at(evaluated[0])
    plans = [
        Plan(finding=finding, text=text, due_on=SOON, made_by=by)
        for text in ("By May.", "By June.", "By July.")
    ]

    def is_told():
        assert wrong_totals([finding.assessment_id]) == set()
        return Finding.objects.get(pk=finding.pk).has_proposal

    assert not is_told()
    Plan.objects.bulk_create(plans[:2])
    assert is_told()
    finding.plans.filter(text="By May.").update(state=PlanState.REPLACED)
    assert is_told()
    finding.plans.filter(text="By June.").update(state=PlanState.AGREED)
    assert not is_told()
    plans[2].save()
    assert is_told()
    Finding.objects.filter(pk=finding.pk).update(has_proposal=False)
    assert wrong_totals([finding.assessment_id]) == {finding.assessment_id}
    count_anew([finding.assessment_id])
    assert is_told()
