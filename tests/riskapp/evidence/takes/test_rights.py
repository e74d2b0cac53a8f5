"""What permissions, policies and roles allow."""

import json

import pytest

from riskapp.evidence.takes.place import TAKES
from tests.riskapp.evidence.takes.conftest import TOKEN


def policy(*statements, **more):
    return {"Version": "2012-10-17", "Statement": list(statements), **more}


ALLOWS_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (["Bash(git:*)", "WebFetch"], ("shell_some", "net_all")),
        ({"Bash": "Bash", "x": 1}, ("shell_all",)),
        ("Edit", ("edit_all",)),
        ([5], None),
        (None, None),
    ],
)
def test_entries_of_permissions_are_granted_together(taken, value, found):
    wanted = [(found, "/a")] if found else []

    assert taken("granted", {"a": value}, "/a") == wanted


def test_what_is_granted_can_be_told_in_the_words_of_a_question(here, taken):
    table = {"shell_all": ["commands"], "net_all": ["network", "commands"]}

    found = taken("granted", {"a": ["Bash", "WebFetch", "Read"]}, "/a", table=table)

    assert found == [(("commands", "network"), "/a")]
    assert taken("granted", {"a": ["Read"]}, "/a", table=table) == []


def test_a_secret_in_an_entry_of_permissions_is_kept_as_a_trace(here):
    place = here({"a": ["Read", f"Bash(curl -H {TOKEN})"]})

    list(TAKES["granted"](place, ("/a",), {}))

    ((secret, pointer),) = place.secrets
    assert (secret.last_four, pointer) == (TOKEN[-4:], "/a/1")


def test_attached_policies_grant_what_the_table_says(taken):
    table = {"AdministratorAccess": ["admin", "write"], "ReadOnlyAccess": ["read"]}
    attached = [
        {"PolicyName": "AdministratorAccess"},
        {"PolicyName": "ReadOnlyAccess"},
        {"PolicyName": "Other"},
        "x",
    ]

    assert taken("policies", {"a": attached}, "/a", table=table) == [
        (("admin", "read", "write"), "/a")
    ]
    assert taken("policies", {"a": attached[2:]}, "/a", table=table) == []
    assert taken("policies", {"a": "AdministratorAccess"}, "/a", table=table) == []


@pytest.mark.parametrize(
    ("document", "allows"),
    [
        (policy(ALLOWS_ALL), True),
        (policy({**ALLOWS_ALL, "Action": ["s3:Get", "*"]}), True),
        ({"Statement": ALLOWS_ALL}, True),
        (json.dumps(policy(ALLOWS_ALL)), True),
        (
            "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22*%22%7D%7D",
            True,
        ),
        (policy({**ALLOWS_ALL, "Effect": "Deny"}), False),
        (policy({**ALLOWS_ALL, "Action": "s3:*"}), False),
        (policy("x"), False),
        ("{no JSON", False),
        ("[" * 100_000, False),
        ("7", False),
        (None, False),
    ],
)
def test_a_policy_that_allows_every_action_is_told_by_its_place(
    taken, document, allows
):
    data = {"a": [{"PolicyDocument": policy()}, "x", {"PolicyDocument": document}]}

    found = taken("everything", data, "/a")

    assert found == ([("everything", "/a/2")] if allows else [])


def test_what_is_no_list_of_policies_allows_nothing(taken):
    assert taken("everything", {"a": policy(ALLOWS_ALL)}, "/a") == []


def test_a_role_that_an_identity_provider_vouches_for_is_federated(taken):
    web = {
        "Effect": "Allow",
        "Action": ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"],
    }
    plain = {"Effect": "Allow", "Action": "sts:AssumeRole"}

    assert taken("trust", {"a": policy(plain, web)}, "/a") == [("federated", "/a")]
    assert taken("trust", {"a": policy(plain)}, "/a") == []


@pytest.mark.parametrize(
    ("statement", "is_open"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["arn:x", "*"]}}, True),
        ({"Principal": {"AWS": "arn:x"}}, False),
        ({"Principal": {"Service": "*"}}, False),
        ({"Principal": "*", "Condition": {"StringEquals": {}}}, False),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({}, False),
    ],
)
def test_a_role_that_anybody_may_take_is_told(taken, statement, is_open):
    data = {"a": policy({"Effect": "Allow", **statement})}

    assert taken("open_trust", data, "/a") == ([("anybody", "/a")] if is_open else [])


def test_a_bot_that_may_be_root_administers(taken):
    root = {"name": "logins", "values": ["ubuntu", "root"]}
    other = {"name": "logins", "values": ["ubuntu"]}

    assert taken("logins", {"a": [other, root, "x"]}, "/a") == [
        (("infra_admin",), "/a")
    ]
    assert taken("logins", {"a": [other, {**root, "name": "kubernetes"}]}, "/a") == []
    assert taken("logins", {"a": {"logins": "root"}}, "/a") == []
