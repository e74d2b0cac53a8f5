import pytest

from riskapp.accounts.models import User
from riskapp.machines.forms import ApiClientForm, WebhookForm

DATA = {"name": "Tickets", "url": "https://tickets.example/hook", "kinds": ["vendor"]}


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        (" https://tickets.example/hook ", True),
        ("https://tickets.example:8443/", True),
        ("http://tickets.example/", False),
        ("https://tickets.example:0/", False),
        ("https://name:word@tickets.example/", False),
        ("https://tickéts.example/", False),
        ("https:///hook", False),
    ],
)
def test_only_whole_addresses_by_https_are_taken(url, is_taken):
    form = WebhookForm(DATA | {"url": url})

    assert form.is_valid() == is_taken
    if is_taken:
        assert form.cleaned_data["url"] == url.strip()


def test_a_webhook_is_told_of_something_that_there_is():
    assert not WebhookForm(DATA | {"kinds": []}).is_valid()
    assert not WebhookForm(DATA | {"kinds": ["answer"]}).is_valid()


@pytest.mark.django_db
def test_a_client_acts_as_a_member_with_scopes_that_there_are(world):
    members = User.objects.filter(pk=world.analyst.pk)
    data = {
        "name": "Procurement system",
        "purpose": "Keeps vendors the same in both.",
        "owner": world.analyst.pk,
        "scopes": ["vendors:read"],
    }

    assert ApiClientForm(data, members=members).is_valid()
    other = world.people["auditor"].pk
    for wrong in (
        {"owner": other},
        {"scopes": ["all"]},
        {"purpose": " "},
        {"name": "…"},
    ):
        assert not ApiClientForm(data | wrong, members=members).is_valid()
