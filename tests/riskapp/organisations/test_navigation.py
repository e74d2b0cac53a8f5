"""Wherever one is in the settings, the navigation says so."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/settings/",
        "/settings/members/",
        "/settings/sign-in/",
        "/settings/privacy/",
        "/settings/set-up/",
        "/settings/set-up/questionnaires/",
    ],
)
def test_every_tab_of_the_settings_marks_them(world, address):
    page = world.client("administrator").get(address).content.decode()

    assert re.search(r'<a href="/settings/"\s+aria-current="page"\s*>\s*Settings', page)
    assert page.split("<main")[0].count('aria-current="page"') == 1
