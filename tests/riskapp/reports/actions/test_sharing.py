import datetime

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import (
    LinkRequest,
    make_link,
    note_link_download,
    redeem_link,
    revoke_link,
    sharing,
    unlock_link,
)
from riskapp.reports.actions.sharing import WRONG_PASSWORDS
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import NotShared, WrongPassword
from riskapp.reports.models import ReportLink
from tests.factories.reports import in_state, ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db

FOR_VERA = LinkRequest(name="Vera Vidmar", reason="You sign the contract.")


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


@pytest.fixture
def assessment(analyst):
    return scored(analyst.organisations.get(), analyst, "careful")


@pytest.fixture
def report(assessment, analyst):
    return ready(assessment, analyst)


def made(report, by, **wanted):
    values = {"name": "Vera Vidmar", "reason": "You sign the contract."} | wanted
    return make_link(report, LinkRequest(**values), by=by)


def actions_of(link):
    trail = AuditEntry.objects.filter(object_id=str(link.pk)).order_by("pk")
    return list(trail.values_list("action", flat=True))


def test_a_token_opens_its_link_and_only_its_digest_is_kept(report, analyst):
    link, token = made(report, analyst)

    assert redeem_link(token) == link
    assert redeem_link(f"https://risk.example/shared/#{token} ") == link
    assert token not in str(ReportLink.objects.values().get())
    assert actions_of(link) == [
        "report link made",
        "report link opened",
        "report link opened",
    ]


def test_a_link_is_not_opened_without_end(report, analyst, monkeypatch):
    monkeypatch.setattr(sharing, "OPENED_AN_HOUR", 2)
    link, token = made(report, analyst)

    opened = [redeem_link(token) for _ in range(4)]

    assert opened == [link, link, None, None]
    assert actions_of(link).count("report link opened") == 2


def test_the_trail_names_the_reader_and_never_token_or_password(report, analyst):
    link, token = made(report, analyst, password="a long secret")
    redeem_link(token)

    entries = AuditEntry.objects.filter(object_id=str(link.pk)).order_by("pk")

    assert [e.actor_label for e in entries] == [analyst.email, "Vera Vidmar"]
    told = str([(e.before, e.after, e.object_label) for e in entries])
    assert token not in told
    assert "a long secret" not in told


def test_what_nobody_issued_opens_nothing_and_leaves_no_line(report, analyst):
    made(report, analyst)
    before = AuditEntry.objects.count()

    assert redeem_link("x" * 43) is None
    assert redeem_link("") is None
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"revoked_at": timezone.now()}, "revoked"),
        ({"expires_at": timezone.now() - datetime.timedelta(seconds=1)}, "ended"),
        ({"downloads": 3}, "used up"),
    ],
)
def test_a_link_that_ended_is_refused_with_a_line_that_says_why(
    report, analyst, changed, why
):
    link, token = made(report, analyst)
    ReportLink.objects.filter(pk=link.pk).update(**changed)

    assert redeem_link(token) is None
    entry = AuditEntry.objects.filter(object_id=str(link.pk)).order_by("-pk").first()
    assert (entry.action, entry.after) == ("report link refused", {"why": why})


def test_revoking_is_noted_once(report, analyst):
    link, token = made(report, analyst)

    revoke_link(link, by=analyst)
    revoke_link(link, by=analyst)

    assert redeem_link(token) is None
    assert actions_of(link).count("report link revoked") == 1


def test_every_download_is_counted_until_none_is_left(report, analyst):
    link, _token = made(report, analyst, downloads=2)

    taken = [note_link_download(link) for _ in range(3)]

    assert taken == [True, True, False]
    assert ReportLink.objects.get().downloads == 2
    assert actions_of(link)[1:] == ["report link downloaded"] * 2 + [
        "report link refused"
    ]


def test_two_who_hold_the_same_row_share_the_last_download(report, analyst):
    link, _token = made(report, analyst, downloads=1)
    first, second = (ReportLink.objects.get(pk=link.pk) for _ in range(2))

    assert [note_link_download(first), note_link_download(second)] == [True, False]
    assert ReportLink.objects.get().downloads == 1


def test_a_password_is_hashed_and_too_many_wrong_ones_end_the_link(report, analyst):
    link, token = made(report, analyst, password="a long secret")
    unlock_link(link, "a long secret")

    assert identify_hasher(link.password)
    for _ in range(WRONG_PASSWORDS):
        with pytest.raises(WrongPassword):
            unlock_link(link, "another secret")
    assert redeem_link(token) is None
    assert actions_of(link).count("report link refused") == WRONG_PASSWORDS + 1


def test_whoever_tries_many_passwords_at_once_has_no_more_tries(report, analyst):
    link, _token = made(report, analyst, password="a long secret")
    held = [ReportLink.objects.get(pk=link.pk) for _ in range(WRONG_PASSWORDS + 1)]
    for row in held[:-1]:
        with pytest.raises(WrongPassword):
            unlock_link(row, "another secret")

    with pytest.raises(WrongPassword):
        unlock_link(held[-1], "a long secret")


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.FAILED])
def test_only_what_is_finished_is_shared(assessment, analyst, state):
    report = in_state(assessment, analyst, state)

    with pytest.raises(NotShared):
        make_link(report, FOR_VERA, by=analyst)


def test_a_link_that_is_mailed_has_no_token_before(report, analyst):
    link, token = made(report, analyst, email="vera@buyer.example")

    assert (link.digest, token) == (None, "")
