"""Through the provider of an organisation, in a browser under our policy."""

import re

import pytest
from playwright.sync_api import expect

from riskapp.accounts.models import MailDomain
from tests.conftest import make_world
from tests.e2e.conftest import hold, let_in
from tests.factories.oidc import provider_of, running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_person_types_an_address_and_comes_in_through_the_provider(
    page, live_server, settings
):
    settings.SSO_ALLOWS_HTTP = True
    settings.SSO_INTERNAL_HOSTS = ["127.0.0.1"]
    settings.PUBLIC_URL = live_server.url
    # The provider's own page wants a style sheet from the web.
    page.route(re.compile(r"^https://"), lambda route: route.abort())
    world = make_world()
    with running() as issuer:
        provider_of(world, issuer)
        MailDomain.objects.create(
            organisation=world.organisation, domain="buyer.org", token="x" * 32
        )
        issuer.knows_person("ida", "ida@buyer.example")
        let_in(page, world.client("administrator"))
        page.goto("/settings/sign-in/")
        hold(page, "sign-in-settings")
        page.context.clear_cookies()

        page.goto("/accounts/login/?next=/vendors/")
        hold(page, "sign-in")
        there = page.get_by_role("heading", name="Sign in with your organisation")
        form = page.locator("section").filter(has=there)
        form.get_by_label("E-mail address").fill("ida@elsewhere.example")
        form.get_by_role("button", name="Continue").click()
        hold(page, "sign-in-no-provider")
        page.get_by_label("E-mail address").fill("ida@buyer.example")
        page.get_by_role("button", name="Continue").click()
        page.locator("[name=sub]").fill("ida")
        page.get_by_role("button", name="Authorize").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Vendors")
        expect(page.get_by_role("banner")).to_contain_text("Ida Idp")
