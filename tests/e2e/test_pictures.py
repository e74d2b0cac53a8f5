"""Whoever takes the pictures of the documentation gets in as people do."""

import pytest

from scripts.pictures import sign_in
from tests.conftest import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pictures_are_taken_by_somebody_who_signed_in(page):
    analyst = make_world().analyst
    analyst.email = "analyst@meridian.example"
    analyst.set_password("a-long-sentence")
    analyst.save()

    sign_in(page, "analyst", "Sign in with the password a-long-sentence as one of them")

    assert page.url.endswith("/")
