"""What Entra ID and Okta send, and what a directory must not do."""

import json

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    DirectoryEntry,
    IdentityProvider,
    MailDomain,
    Membership,
    Offer,
    User,
)
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import remove_member
from riskapp.organisations.actions.offers import offer_membership
from riskapp.organisations.errors import InvitedOften
from riskapp.sso.actions import make_token, revoke_token
from tests.conftest import make_world

pytestmark = pytest.mark.django_db

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NEW = "ida.new@buyer.example"


class Directory:
    """A client with the token of an organisation."""

    def __init__(self, world):
        self.row, self.token = make_token(
            world.organisation, by=world.people["administrator"]
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def ask(self, method, path, body=None, **query):
        kind = "application/scim+json; charset=utf-8"
        given = {} if body is None else {"data": json.dumps(body), "content_type": kind}
        path = f"/scim/v2/{path}"
        if query:
            given["query_params"] = query
        reply = getattr(self.client, method)(path, **given)
        return reply.status_code, json.loads(reply.content or b"null")

    def patch(self, entry, *operations):
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.ask("patch", f"Users/{entry}", body)

    def find(self, user_name, **more):
        return self.ask("get", "Users", filter=f'userName eq "{user_name}"', **more)


def owns(world, domain="buyer.example"):
    MailDomain.objects.create(
        organisation=world.organisation, domain=domain, verified_at=timezone.now()
    )


@pytest.fixture
def directory(world):
    owns(world)
    return Directory(world)


def by_entra(user_name=NEW, **more):
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": "ida",
        "userName": user_name,
        "active": True,
        "emails": [{"primary": True, "type": "work", "value": user_name}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Ida New", "familyName": "New", "givenName": "Ida"},
        ENTERPRISE: {"department": "Buying"},
        "roles": [],
    } | more


def member(email=NEW):
    return Membership.objects.filter(user__email=email).first()


def test_what_entra_sends(
    directory, world, celery_runs_here, django_capture_on_commit_callbacks
):
    """Probe, look up, create, rename by parts, shut out with a text, let in, delete."""
    probe = directory.find("3f0c-not-there")
    looked = directory.find(NEW)
    with django_capture_on_commit_callbacks(execute=True):
        created, person = directory.ask("post", "Users", by_entra())
    again, twice = directory.ask("post", "Users", by_entra())
    entry = person["id"]
    _, found = directory.find(NEW.upper())
    renamed = directory.patch(
        entry,
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": NEW},
        {"op": "Replace", "path": "name.familyName", "value": "Newer"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "IT"},
    )
    was = member()
    shut, gone = directory.patch(
        entry, {"op": "Replace", "path": "active", "value": "False"}
    )
    after = member()
    _, inactive = directory.find(NEW)
    with django_capture_on_commit_callbacks(execute=True):
        directory.patch(entry, {"op": "Replace", "path": "active", "value": "True"})
    back = member()
    deleted, _ = directory.ask("delete", f"Users/{entry}")

    assert probe == (200, {**probe[1], "totalResults": 0, "Resources": []})
    assert looked[1]["totalResults"] == 0
    assert (created, again) == (201, 409)
    assert twice["scimType"] == "uniqueness"
    assert person["meta"]["location"].endswith(f"/scim/v2/Users/{entry}")
    assert found["Resources"][0]["id"] == entry
    assert renamed[1]["name"]["formatted"] == "Ida Newer"
    assert (was.roles, was.user.name) == (["procurement"], "Ida Newer")
    assert (shut, gone["active"], after) == (200, False, None)
    assert inactive["Resources"][0]["active"] is False
    assert back.roles == ["procurement"]
    assert (deleted, member()) == (204, None)
    assert directory.ask("get", f"Users/{entry}")[0] == 404
    trail = AuditEntry.objects.filter(actor_label__startswith="directory …")
    assert {"directory entry added", "member added", "member removed"} <= set(
        trail.values_list("action", flat=True)
    )
    assert [m.to for m in mail.outbox] == [[NEW], [NEW]]  # a way to a password


def test_what_okta_sends(directory, world):
    """Look up a page of one, create, replace, shut out without a path, let in by a replacement."""
    asked = directory.find(NEW, startIndex=1, count=100)
    _, person = directory.ask(
        "post",
        "Users",
        {
            "schemas": [USER],
            "userName": NEW,
            "name": {"givenName": "Ida", "familyName": "New"},
            "emails": [{"primary": True, "value": NEW, "type": "work"}],
            "displayName": "Ida New",
            "locale": "en-US",
            "externalId": "00ujl29u0le5T6Aj10h7",
            "groups": [],
            "password": "1mz050nq",
            "active": True,
        },
    )
    entry = person["id"]
    read, _ = directory.ask("get", f"Users/{entry}")
    replaced, now = directory.ask(
        "put",
        f"Users/{entry}",
        person
        | {"name": {"givenName": "Ina", "familyName": "New"}, "displayName": None},
    )
    shut, gone = directory.patch(entry, {"op": "replace", "value": {"active": False}})
    after = member()
    directory.ask("put", f"Users/{entry}", person | {"active": True})
    listed = directory.ask("get", "Users", startIndex=1, count=100)[1]

    assert asked[1]["totalResults"] == 0
    assert (read, replaced, now["name"]["givenName"]) == (200, 200, "Ina")
    assert (shut, gone["active"], after) == (200, False, None)
    assert not member().user.has_usable_password()
    assert listed["totalResults"] == len(listed["Resources"]) == 6


def test_a_page_is_a_part_of_the_list(directory):
    pages = [
        directory.ask("get", "Users", startIndex=start, count=2)[1]
        for start in (1, 3, 5, 7)
    ]

    ids = [row["id"] for page in pages for row in page["Resources"]]
    assert {page["totalResults"] for page in pages} == {5}
    assert [page["itemsPerPage"] for page in pages] == [2, 2, 1, 0]
    assert len(set(ids)) == 5
    assert (
        directory.ask("get", "Users", startIndex=-3, count=-1)[1]["itemsPerPage"] == 0
    )


def test_no_door_without_a_token_that_stands(directory, world):
    paths = ("Users", "ServiceProviderConfig", "ResourceTypes", "Schemas")
    strangers = [
        Client(),
        Client(headers={"Authorization": "Bearer wrong"}),
        world.client("administrator"),
    ]

    closed = {
        c.get(f"/scim/v2/{path}").status_code for c in strangers for path in paths
    }
    opened = {directory.ask("get", path)[0] for path in paths}
    revoke_token(directory.row, by=world.people["administrator"])
    revoked = directory.client.get("/scim/v2/Users").status_code

    assert (closed, opened, revoked) == ({401}, {200}, 401)


def test_the_token_is_kept_as_a_digest_alone(directory, world):
    assert directory.token not in str(list(type(directory.row).objects.values()))
    assert directory.token not in str(list(AuditEntry.objects.values()))
    made = AuditEntry.objects.get(action="directory token made")
    assert made.object_label == f"…{directory.token[-4:]}"


def test_another_organisation_is_not_there(directory, world):
    other = make_world("Second")
    owns(other, "second.example")
    theirs = Directory(other)
    _, person = theirs.ask("post", "Users", by_entra("zoe@second.example"))
    entry, shut = person["id"], {"op": "replace", "value": {"active": False}}

    tried = [
        directory.ask("get", f"Users/{entry}")[0],
        directory.ask("put", f"Users/{entry}", by_entra())[0],
        directory.patch(entry, shut)[0],
        directory.ask("delete", f"Users/{entry}")[0],
    ]
    seen = directory.ask("get", "Users")[1]

    assert tried == [404] * 4
    assert "second.example" not in str(seen)
    assert directory.find("zoe@second.example")[1]["totalResults"] == 0
    assert member("zoe@second.example").organisation == other.organisation


def test_a_member_of_another_organisation_is_invited_and_nothing_is_told_of_them(
    directory, world, celery_runs_here, django_capture_on_commit_callbacks
):
    other = make_world("Second")
    eve = User.objects.create_user("eve@buyer.example", "pass", name="Eve Elsewhere")
    Membership.objects.create(
        organisation=other.organisation, user=eve, roles=[Role.ANALYST]
    )

    with django_capture_on_commit_callbacks(execute=True):
        status, person = directory.ask("post", "Users", by_entra(eve.email))
    directory.patch(
        person["id"], {"op": "replace", "path": "displayName", "value": "Mallory"}
    )
    directory.patch(person["id"], {"op": "replace", "value": {"active": False}})
    directory.ask("delete", f"Users/{person['id']}")

    assert status == 201
    assert "Elsewhere" not in str(person)
    assert [m.to for m in mail.outbox] == [[eve.email]]
    assert not Offer.objects.exists()
    eve.refresh_from_db()
    assert (eve.name, eve.is_active) == ("Eve Elsewhere", True)
    assert Membership.objects.get(user=eve).organisation == other.organisation


def test_an_address_of_no_verified_domain_gets_the_usual_invitation(directory, world):
    status, person = directory.ask("post", "Users", by_entra("ida@gmail.example"))

    assert (status, person["active"]) == (201, True)
    assert member("ida@gmail.example") is None
    assert Offer.objects.get().email == "ida@gmail.example"


def test_the_last_administrator_and_the_break_glass_account_stay(directory, world):
    administrator = world.people["administrator"]
    _, found = directory.find(administrator.email)
    entry = found["Resources"][0]["id"]
    shut = {"op": "Replace", "path": "active", "value": "False"}

    last = directory.patch(entry, shut)
    last_deleted = directory.ask("delete", f"Users/{entry}")
    Membership.objects.filter(user=world.analyst).update(roles=[Role.ADMINISTRATOR])
    IdentityProvider.objects.create(
        organisation=world.organisation,
        issuer="https://idp.example",
        client_id="c",
        sealed_secret="s",
        break_glass=administrator,
        set_up_by=administrator,
    )
    glass = directory.patch(entry, shut)

    assert (last[0], last_deleted[0], glass[0]) == (409, 409, 409)
    assert "at least one administrator" in last[1]["detail"]
    assert member(administrator.email) is not None
    assert DirectoryEntry.objects.get(pk=entry).is_active


def test_roles_come_back_with_who_was_shut_out_but_not_with_who_was_removed(
    directory, world
):
    def let_in(user):
        entry = directory.find(user.email)[1]["Resources"][0]
        directory.patch(entry["id"], {"op": "replace", "value": {"active": True}})
        return entry["active"]

    shut_out, removed = world.analyst, world.people["auditor"]
    entry = directory.find(shut_out.email)[1]["Resources"][0]["id"]
    directory.patch(entry, {"op": "replace", "value": {"active": False}})
    remove_member(member(removed.email), by=world.people["administrator"])

    were_active = [let_in(user) for user in (shut_out, removed)]

    assert were_active == [False, False]
    assert member(shut_out.email).roles == [Role.ANALYST]
    assert member(removed.email) is None
    assert Offer.objects.get(email=removed.email).roles == [Role.PROCUREMENT]


def test_a_shut_out_person_is_out_at_once(directory, world):
    client = world.client("analyst")
    before = client.get("/vendors/").status_code
    entry = directory.find(world.analyst.email)[1]["Resources"][0]["id"]

    directory.patch(entry, {"op": "replace", "value": {"active": False}})

    assert (before, client.get("/vendors/").status_code) == (200, 403)


def test_an_invitation_that_waits_is_taken_for_the_person(directory, world):
    """Who was offered a role before the directory knew them gets that role."""
    offer_membership(
        world.organisation,
        email=NEW,
        name="Ida",
        roles=["auditor"],
        by=world.people["administrator"],
    )

    directory.ask("post", "Users", by_entra())

    assert member().roles == ["auditor"]
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "x",
        'foo eq "1"',
        'userName eq "a" or (',
        "userName",
        "§",
        'password eq "x"',
        "userName co null",
        'emails[emails[type eq "work"] sw null]',
        "(" * 400,
        "a" * 600,
    ],
)
def test_a_filter_that_is_not_known_is_refused(directory, query):
    status, told = directory.ask("get", "Users", filter=query)

    assert (status, told.get("scimType")) == (
        (200, None) if query == "" else (400, "invalidFilter")
    )


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {},
        {"userName": ""},
        by_entra("no address", emails=[]),
        by_entra(active="maybe"),
        by_entra(userName={"a": 1}),
        by_entra(userName="x" * 300),
        by_entra(externalId="a\x00"),
        by_entra(displayName="\ud800"),
    ],
)
def test_what_makes_no_sense_is_refused(directory, body):
    status, told = directory.ask("post", "Users", body)

    assert (status, told["status"]) == (400, 400)
    assert not DirectoryEntry.objects.filter(external_id="ida").exists()


def test_a_number_without_end_is_refused(directory):
    reply = directory.client.post(
        "/scim/v2/Users", b"9" * 5000, content_type="application/scim+json"
    )

    assert (reply.status_code, reply.json()["scimType"]) == (400, "invalidSyntax")


@pytest.mark.parametrize(
    "operations",
    [
        None,
        "x",
        [],
        ["x"],
        [{"op": "move"}],
        [{"op": "remove"}],
        [{"op": "add", "value": 1}],
    ],
)
def test_an_operation_that_makes_no_sense_is_refused(directory, world, operations):
    entry = directory.find(world.analyst.email)[1]["Resources"][0]["id"]

    status, _ = directory.ask("patch", f"Users/{entry}", {"Operations": operations})

    assert status == 400


def test_what_we_can_do_is_told(directory):
    config = directory.ask("get", "ServiceProviderConfig")[1]
    types = directory.ask("get", "ResourceTypes")[1]["Resources"]

    assert config["patch"]["supported"]
    assert config["filter"]["supported"]
    assert config["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    assert [t["id"] for t in types] == ["User"]
    assert [s["id"] for s in directory.ask("get", "Schemas")[1]["Resources"]] == [USER]


def test_a_member_kept_in_another_spelling_is_there_once(directory, world):
    person = User.objects.create(email="Ida.New@Buyer.Example", name="Ida")
    Membership.objects.create(organisation=world.organisation, user=person, roles=[])

    created, _ = directory.ask("post", "Users", by_entra())

    assert created == 409
    assert User.objects.filter(email__iexact=NEW).count() == 1


def test_a_token_ends_a_year_after_it_was_made(directory, settings):
    assert directory.ask("get", "Users")[0] == 200
    settings.DIRECTORY_TOKEN_DAYS = 0

    assert directory.client.get("/scim/v2/Users").status_code == 401


def test_a_token_whose_maker_is_no_administrator_shuts_out_but_brings_nobody_in(
    directory, world, client
):
    maker = world.people["administrator"]
    another = world.analyst
    Membership.objects.filter(user=another).update(roles=[Role.ADMINISTRATOR])
    Membership.objects.filter(user=maker).update(roles=[Role.AUDITOR])
    auditor = directory.find("auditor@buyer.example")[1]["Resources"][0]["id"]

    refused = directory.ask("post", "Users", by_entra())
    shut = directory.patch(
        auditor, {"op": "Replace", "path": "active", "value": "False"}
    )
    client.force_login(another)
    page = client.get("/settings/sign-in/").content.decode()
    taken = client.post(f"/settings/sign-in/tokens/{directory.row.pk}/mine/")
    after = directory.ask("post", "Users", by_entra())

    assert refused[0] == 403
    assert "no administrator any more" in refused[1]["detail"]
    assert shut[0] == 200
    assert "is no administrator here any more" in page
    assert taken.status_code == 302
    assert after[0] == 201
    directory.row.refresh_from_db()
    assert directory.row.made_by == another
    entry = AuditEntry.objects.get(action="directory token taken over")
    assert entry.before == {"by": str(maker)}
    assert entry.after == {"by": str(another)}


def test_nobody_takes_over_a_token_whose_maker_still_answers_for_it(
    directory, world, client
):
    maker = world.people["administrator"]
    another = world.analyst
    Membership.objects.filter(user=another).update(roles=[Role.ADMINISTRATOR])
    client.force_login(another)

    page = client.post(
        f"/settings/sign-in/tokens/{directory.row.pk}/mine/", follow=True
    ).content.decode()

    assert f"{maker} still answers for the token." in page
    directory.row.refresh_from_db()
    assert directory.row.made_by == maker
    assert not AuditEntry.objects.filter(action="directory token taken over").exists()


def test_a_directory_invites_only_so_many_within_an_hour(directory, world, settings):
    settings.SCIM_INVITATIONS = 2

    asked = [
        directory.ask("post", "Users", by_entra(f"p{n}@gmail.example", externalId=""))
        for n in range(3)
    ]
    entry = asked[0][1]["id"]
    directory.ask("delete", f"Users/{entry}")  # its mail went out all the same
    again = directory.ask("post", "Users", by_entra("p9@gmail.example", externalId=""))

    assert [status for status, _ in asked] == [201, 201, 429]
    assert again[0] == 429
    assert Offer.objects.count() == 1


def test_an_organisation_invites_only_so_many_within_an_hour(world, settings):
    settings.MEMBER_INVITATIONS = 1
    by = world.people["administrator"]
    offer_membership(
        world.organisation, email="a@x.example", name="A", roles=["auditor"], by=by
    )

    with pytest.raises(InvitedOften):
        offer_membership(
            world.organisation, email="b@x.example", name="B", roles=["auditor"], by=by
        )
