import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_key_that_no_database_could_hold_is_no_session():
    client = Client()
    client.cookies["sessionid"] = "abcdefgh\x00"
    assert "\\000" in client.cookies["sessionid"].OutputString()

    assert client.get("/vendors/").status_code == 302
