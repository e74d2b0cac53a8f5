"""A passkey, with the authenticator that Chromium has for tests."""

import pytest
from playwright.sync_api import expect

from riskapp.audit.models import AuditEntry
from tests.conftest import make_world
from tests.e2e.conftest import hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_signs_in_and_is_removed(page):
    make_world()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/accounts/login/")
    hold(page, "login")
    page.get_by_label("Email").fill("analyst@buyer.example")
    page.get_by_label("Password").fill("pass")
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.goto("/accounts/2fa/passkeys/add/")
    hold(page, "passkey-add")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")

    page.get_by_role("button", name="Sign out").click()
    if page.get_by_role("heading", name="Sign out").count():
        page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")

    page.goto("/accounts/2fa/")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    hold(page, "account")
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey was removed.")).to_be_visible()
    entries = AuditEntry.objects.filter(action__startswith="second factor")
    assert [(e.action, e.after or e.before) for e in entries.order_by("pk")] == [
        ("second factor set up", {"passkey": "Laptop"}),
        ("second factor removed", {"passkey": "Laptop"}),
    ]
