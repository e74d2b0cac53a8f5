"""Pages of reports in a real browser: every width, light and dark."""

import pytest

from riskapp.reports.models import Report
from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in
from tests.factories.reports import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_reports_are_asked_for_compared_and_verified(page):
    world = make_world()
    names = ("production-agents", "careful")
    scored = [world.assessment(answers, name=answers, scored=True) for answers in names]
    report = ready(scored[0], world.analyst)
    sign_in(page)

    page.goto("/reports/")
    hold(page, "reports-list")
    page.goto(f"/reports/{report.pk}/")
    hold(page, "reports-detail")
    page.goto("/reports/portfolio/")
    hold(page, "reports-portfolio")
    page.goto("/reports/compare/")
    for assessment in scored:
        page.check(f"#of-{assessment.pk}")
    page.get_by_role("button", name="Compare").click()
    hold(page, "reports-compare")
    page.goto(f"/verify/?code={report.code}")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("Genuine and current").wait_for()
    hold(page, "reports-verify")

    assert Report.objects.count() == 1
