"""One person is erased from wherever a person can stand."""

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import call_command

from questionnaires.models import Response
from questionnaires.queries import digest_holds
from riskapp.accounts.models import IdentityProvider, Membership, User
from riskapp.audit.models import AuditEntry, TrailName
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.privacy.actions.settling import lift_hold, put_on_hold
from riskapp.privacy.errors import UnderHold
from riskapp.reports.models import Report
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.riskapp.privacy.conftest import (
    ADDRESS,
    NAME,
    dump,
    erased,
    join,
    pack_all,
    plant,
    seal,
)

pytestmark = pytest.mark.django_db
TRACES = (
    "zdenka", "quillfeather",
)  # fmt: skip


def files_naming(*texts):
    return [
        path
        for path in django_settings.MEDIA_ROOT.rglob("*")
        if path.is_file()
        and any(text in path.read_bytes().decode("latin1").lower() for text in texts)
    ]


@pytest.fixture
def planted(world):
    return plant(world)


def test_nothing_is_left_of_a_person_anywhere(
    world, client, trail, capsys, django_capture_on_commit_callbacks
):
    planted = plant(world, documents=True)
    packed = pack_all(world, list(Report.objects.filter(state="ready")))
    before, digests = dump(*TRACES), submitted_digests()
    assert len(before) >= 30, sorted(before)
    assert files_naming(*TRACES)
    assert len(list(django_settings.MEDIA_ROOT.rglob("*.pdf"))) == 2

    with django_capture_on_commit_callbacks(execute=True):
        found = erased(world, reason=f"{NAME} asked for it.")

    # Neither in a table nor in a file.
    assert dump(*TRACES) == {}
    assert files_naming(*TRACES) == []
    assert not list(django_settings.MEDIA_ROOT.rglob("*.pdf"))
    assert not packed.file.storage.exists(packed.file.name)
    assert found.wanted == {}
    # What can be proven is as proven as before.
    call_command("verify_audit")
    assert "Every link holds." in capsys.readouterr().out
    assert all(map(digest_holds, Response.objects.filter(state="submitted")))
    assert submitted_digests() == digests
    # What was decided stays, with the role and a pseudonym.
    decision = planted.assessment.decision
    decision.refresh_from_db()
    assert str(decision.by) == found.label == f"erased person #{found.person}"
    assert decision.reason == f"Good, says {found.label} <{found.label}>\nand so on."
    assert Response.objects.get(state="submitted").attested_role == "CTO"
    # The trail says that somebody was erased, and not who.
    entry = trail.get(action="personal data erased")
    assert entry.object_label == found.label
    assert entry.actor == world.people["administrator"]
    assert entry.after["rows"]["vendors.contact"] == 1
    # Nobody signs in with the account, or is signed in.
    assert not client.login(username=ADDRESS, password="pass")
    assert not User.objects.get(pk=planted.user.pk).is_active
    keys = [s.get_decoded().get("_auth_user_id") for s in Session.objects.all()]
    assert str(planted.user.pk) not in keys
    # Once more is the same as once.
    assert erase(found) == found


def submitted_digests():
    return dict(Response.objects.values_list("pk", "digest"))


def test_what_another_organisation_holds_stays_as_it_is(planted):
    other = make_world("Other")
    join(other)
    theirs = AuditEntry.objects.filter(organisation=other.organisation)
    seal()
    before = list(theirs.values())

    erased(planted.world)

    user = User.objects.get(pk=planted.user.pk)
    assert (user.email, user.name) == (ADDRESS, NAME)
    assert list(theirs.values()) == before
    assert list(user.memberships.values_list("organisation", flat=True)) == [
        other.organisation.pk
    ]
    left = dump(*TRACES)
    assert set(left) == {"accounts_user", "audit_auditentry", "audit_trailname"}
    named = TrailName.objects.filter(name__contains=ADDRESS).values_list("organisation")
    assert set(named) == {(other.organisation.pk,)}
    assert (
        AuditEntry.objects.filter(organisation=planted.organisation, actor=user).count()
        == 0
    )
    call_command("verify_audit")


def test_what_forbids_an_erasure_is_asked_again_when_it_is_done(world, trail):
    user = join(world, roles=["administrator"])
    vendor = world.assessment("half-answered", vendor="Quill").engagement.vendor
    Vendor.objects.filter(pk=vendor.pk).update(owner=user)
    seal()
    made = [ask_to_erase(world.organisation, ADDRESS, by=None) for _ in range(3)]
    provider = IdentityProvider.objects.create(
        organisation=world.organisation,
        issuer="https://idp.example",
        client_id="c",
        sealed_secret="s",
        set_up_by=user,
        break_glass=user,
    )
    assert erase(made[0]).state == "failed"
    provider.delete()
    hold = put_on_hold(vendor, None, reason="A claim.", by=world.analyst)
    assert erase(made[1]).state == "failed"
    with pytest.raises(UnderHold):
        ask_to_erase(world.organisation, ADDRESS, by=None)
    lift_hold(hold, by=world.analyst)
    Membership.objects.filter(user=world.people["administrator"]).delete()
    assert erase(made[2]).state == "failed"

    told = trail.filter(action="erasure of a person failed").order_by("pk")
    assert [entry.after["reason"] for entry in told] == [
        "break-glass account",
        "hold",
        "last administrator",
    ]
