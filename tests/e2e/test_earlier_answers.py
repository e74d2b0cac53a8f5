"""What a person answered for somebody else is proposed, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import hold, let_in
from tests.questionnaires.actions.test_earlier import places  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_answers_of_another_questionnaire_are_seen_before_they_are_proposed(
    page,
    client,
    places,  # noqa: F811
):
    _earlier, later = places
    let_in(page, client)
    page.goto(f"/respond/{later.pk}/")
    hold(page, "earlier-tasks")
    page.get_by_role("link", name="You have answered this questionnaire").click()
    hold(page, "earlier-list")

    page.get_by_role("button", name="See what it proposes").click()
    expect(page.get_by_text("nobody is told where else you used it")).to_be_visible()
    hold(page, "earlier-proposed")
