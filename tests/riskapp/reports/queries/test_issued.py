import datetime

import pytest

from riskapp.reports.actions import (
    CounselWord,
    ReportRequest,
    issue_addendum,
    record_counsel,
)
from riskapp.reports.queries.issued import issued_now, steps_of
from tests.factories.reports import ready
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db
FIT = CounselWord("Carla Counsel", datetime.date(2026, 9, 1), is_fit=True)


def test_the_steps_of_an_addendum_open_one_after_the_other(organisation, analyst):
    assessment = scored(organisation, analyst, "careful")
    draft = ready(assessment, analyst, ReportRequest(format="addendum"))
    first = steps_of(draft)
    record_counsel(draft, FIT, by=analyst)
    second = steps_of(draft)
    issue = issue_addendum(draft, by=analyst)
    third, of_issued = steps_of(draft), steps_of(issue.report)

    assert (first.may_be_reviewed, first.may_be_issued) == (True, False)
    assert (second.may_be_reviewed, second.may_be_issued) == (True, True)
    assert (third.may_be_reviewed, third.may_be_issued) == (False, False)
    assert third.issue == of_issued.issue == issued_now(assessment.engagement) == issue
    assert [one.counsel for one in of_issued.reviews] == ["Carla Counsel"]
    assert steps_of(ready(assessment, analyst)) is None
