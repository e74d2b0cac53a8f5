"""One person is erased from wherever a person can stand."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import call_command

from questionnaires.actions.answers import save_answer
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Draft, Entry, Respondent, Response
from questionnaires.queries import digest_holds
from riskapp.accounts.models import DirectoryEntry, IdentityProvider, Membership, User
from riskapp.audit.models import AuditEntry
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.privacy.actions.settling import lift_hold, put_on_hold
from riskapp.privacy.errors import BreakGlassStays, NotTheirName, UnderHold
from riskapp.privacy.queries.people import person_in, respondents_of
from riskapp.reports.models import Report
from riskapp.vendors.actions import add_contact
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.riskapp.privacy.conftest import (
    ADDRESS,
    NAME,
    dump,
    join,
    pack_all,
    plant,
    seal,
)

pytestmark = pytest.mark.django_db
TRACES = (
    "zdenka", "quillfeather",
)  # fmt: skip


def erased(world, **wanted):
    made = ask_to_erase(
        world.organisation,
        ADDRESS,
        names=[NAME],
        files=True,
        by=world.people["administrator"],
        **wanted,
    )
    found = erase(made)
    seal()
    return found


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
    assert set(left) == {"accounts_user", "audit_auditentry"}
    assert (
        AuditEntry.objects.filter(organisation=planted.organisation, actor=user).count()
        == 0
    )
    call_command("verify_audit")


def test_somebody_else_of_a_similar_name_or_address_stays(planted):
    vendor = planted.assessment.engagement.vendor
    add_contact(
        vendor,
        email="not-zdenka@quill.example",
        name=f"{NAME}son",
        by=planted.world.analyst,
    )
    seal()

    erased(planted.world)

    contact = vendor.contacts.get()
    assert (contact.email, contact.name) == ("not-zdenka@quill.example", f"{NAME}son")


def test_what_single_sign_on_knows_of_a_person_goes_too(world, planted):
    administrator = world.people["administrator"]
    user = User.objects.get(email=ADDRESS)
    provider = IdentityProvider.objects.create(
        organisation=world.organisation,
        issuer="https://idp.example",
        client_id="c",
        sealed_secret="s",
        set_up_by=administrator,
        break_glass=user,
    )
    SocialAccount.objects.create(user=user, provider=str(provider.pk), uid="7")
    DirectoryEntry.objects.create(
        organisation=world.organisation, email=ADDRESS, user_name=ADDRESS, name=NAME
    )

    with pytest.raises(BreakGlassStays):
        erased(world)
    IdentityProvider.objects.update(break_glass=None)
    erased(world)

    assert not SocialAccount.objects.exists()
    assert dump(*TRACES) == {}
    # They do not come back by signing in, under the address or as what the provider calls them.
    kept = DirectoryEntry.objects.get()
    assert not kept.is_active
    here = world.organisation.pk
    assert DirectoryEntry.erased(here, ADDRESS).get() == kept
    assert DirectoryEntry.erased(here, "new@quill.example", "7").get() == kept
    assert not DirectoryEntry.erased(here, "new@quill.example", "8").exists()
    join(world)
    assert not DirectoryEntry.objects.exists()


def test_two_people_are_erased_from_the_same_answer_one_after_the_other(world):
    assessment = world.assessment("careful")
    response, vendor = assessment.response, assessment.engagement.vendor
    others = ("bo.ott@quill.example", "Bo Ottersen")
    for address, name in ((ADDRESS, NAME), others):
        add_contact(vendor, email=address, name=name, by=world.analyst)
        enter(response.invitations.get(), name="V", email=address)
    entry = Entry.objects.filter(response=response, section="TOOL").first()
    save_answer(response, "T-01", f"For {NAME} and {others[1]}", entry=entry)
    submit_response(response, name="Vera", role="CTO")
    seal()

    for address, name in ((ADDRESS, NAME), others):
        erase(ask_to_erase(world.organisation, address, names=[name], by=world.analyst))
        seal()

    response = Response.objects.get(pk=response.pk)
    value = response.answers.get(entry=entry, question="T-01").value
    assert value.count("erased person #") == 2
    assert digest_holds(response)
    assert dump("quillfeather", "ottersen") == {}
    call_command("verify_audit")


def test_a_name_that_was_typed_replaces_nothing_of_others(world):
    """Whoever enters as a text of others reads, and is erased, leaves it as it is."""
    theirs = world.assessment("careful", vendor="Acme Cloud Hosting GmbH", scored=True)
    answer = Answer.objects.filter(
        response=theirs.response, value__icontains="continue"
    ).first()
    world.organisation.name = "Example Bank"
    world.organisation.save()
    mine = world.assessment("half-answered", "Other", vendor="Mallory")
    own = mine.response.respondent_name
    for name in (str(answer.value), "Example Bank", "Acme Cloud Hosting", own):
        enter(invite(mine.response, email=ADDRESS, actor="x"), name=name, email=ADDRESS)
    submit_response(
        mine.response,
        name="yes",
        role="CTO",
        respondent=Respondent.objects.get(name=own),
    )
    seal()

    with pytest.raises(NotTheirName):
        ask_to_erase(world.organisation, ADDRESS, names=["yes"], by=world.analyst)
    call_command("erase_person", ADDRESS, "--yes")
    seal()

    answer.refresh_from_db()
    world.organisation.refresh_from_db()
    vendor, response = theirs.engagement.vendor, mine.response
    response.refresh_from_db()
    vendor.refresh_from_db()
    assert "erased" not in str(answer.value)
    assert world.organisation.name == "Example Bank"
    assert vendor.name == "Acme Cloud Hosting GmbH Portal"
    assert Answer.objects.filter(response=response, value="yes").exists()
    assert response.respondent_name == own
    # Theirs are the seats, the attestation and the lines of the history.
    seats = Respondent.objects.filter(response=response)
    assert set(seats.values_list("name", flat=True)) == {response.attested_name}
    assert response.attested_name.startswith("erased person #")
    assert dump(ADDRESS) == {}
    call_command("verify_audit")


def test_a_confirmed_name_stays_in_answers_of_those_one_has_nothing_to_do_with(world):
    vendor = world.assessment("half-answered", vendor="Quill").engagement.vendor
    add_contact(vendor, email=ADDRESS, name=NAME, by=world.analyst, role="")
    other = world.assessment("half-answered", "Other", vendor="Acme").response
    entry = other.entries.filter(section="TOOL").first()
    save_answer(other, "T-01", f"{NAME}, {ADDRESS}", entry=entry)
    seal()

    erased(world)

    said = Answer.objects.get(entry=entry, question="T-01").value
    assert NAME in said
    assert ADDRESS not in said


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


def test_who_came_by_a_forwarded_link_is_not_the_person_it_was_mailed_to(world):
    assessment = world.assessment("half-answered")
    way = invite(assessment.response, email=ADDRESS, actor="x")
    alone = enter(way, name="Zdenka")
    assert list(respondents_of(person_in(world.organisation, ADDRESS))) == [alone]
    add_contact(
        assessment.engagement.vendor,
        email=ADDRESS,
        name=NAME,
        by=world.analyst,
        role="",
    )
    theirs = enter(way, name=NAME)
    colleague = enter(way, name="Bo Ottersen")
    seal()

    erased(world)

    colleague.refresh_from_db()
    theirs.refresh_from_db()
    assert colleague.name == "Bo Ottersen"
    assert theirs.name.startswith("erased person #")


def test_a_draft_of_a_questionnaire_that_names_a_person_goes(world):
    join(world)
    here, other = world.organisation.pk, make_world("Other").organisation.pk
    Draft.objects.create(owner=here, file_name="a.yaml", content=ADDRESS.encode())
    kept = Draft.objects.create(owner=here, file_name="b.yaml", content=b"id: x")
    theirs = Draft.objects.create(owner=other, file_name="c", content=ADDRESS.encode())
    seal()

    erased(world)

    assert set(Draft.objects.all()) == {kept, theirs}
