import pytest
from django.test import RequestFactory

from riskapp.common.origin import (
    NOWHERE,
    Origin,
    RememberOrigin,
    current_origin,
    origin_of,
)


def request(forwarded="", remote="10.0.0.1", agent="Browser"):
    return RequestFactory().get(
        "/",
        REMOTE_ADDR=remote,
        HTTP_X_FORWARDED_FOR=forwarded,
        HTTP_USER_AGENT=agent,
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.9", "1.1.1.1"),
        (2, "1.1.1.1", "1.1.1.1"),
        (1, "somebody", None),
    ],
)
def test_only_what_a_trusted_proxy_wrote_counts(settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies

    assert origin_of(request(forwarded)).ip == found


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("", None),
    ],
)
def test_addresses_are_written_in_one_way(remote, found):
    assert origin_of(request(remote=remote)).ip == found


def test_a_long_browser_name_is_cut():
    assert origin_of(request(agent="x\x00" * 400)).user_agent == "x" * 300


def test_the_origin_is_known_only_while_a_request_is_answered():
    seen = []

    RememberOrigin(lambda _request: seen.append(current_origin()))(request())

    assert seen == [Origin("10.0.0.1", "Browser")]
    assert current_origin() == NOWHERE
