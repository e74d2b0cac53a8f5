import pytest

from riskapp.accounts.models import User
from riskapp.machines.actions.tokens import issue_token
from riskapp.machines.models import KeptReply
from riskapp.vendors.models import Vendor
from tests.riskapp.machines.conftest import Program

pytestmark = pytest.mark.django_db
KEY = {"Idempotency_Key": "4711"}


def told(reply):
    assert reply["Content-Type"] == "application/problem+json"
    assert reply["Cache-Control"] == "no-store"
    body = reply.json()
    assert body["status"] == reply.status_code
    return body


def test_every_error_is_told_as_problem_details(program):
    plain = {"content_type": "text/plain", "data": "name=A"}
    head = {"Authorization": f"Bearer {program.token}"}

    assert told(program.ask("get", "nothing"))["status"] == 404
    assert told(program.ask("get", "vendors/nobody"))["status"] == 404
    assert told(program.ask("get", "vendors/no%0Abody"))["status"] == 404
    gone = program.ask("delete", "vendors")
    assert told(gone)["status"] == 405
    assert set(gone["Allow"].split(", ")) == {"GET", "POST"}
    assert told(program.post("/api/v1/vendors", headers=head, **plain))["status"] == 415
    large = program.ask("post", "vendors", {"name": "A" * 70_000})
    assert told(large)["status"] == 413
    assert told(program.get("/api/v1/vendors"))["status"] == 401
    assert told(program.ask("get", "vendors?limit=0"))["errors"] == [
        {
            "parameter": "limit",
            "detail": "Input should be greater than or equal to 1",
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"\xff", b"[1]", b'{"name": NaN}', b'{"name": "A", "name": "B"}',
        b'{"name": "\\ud800"}', b'{"name": "A\\u0000"}', b"", b"null",
        b'{"name": ' + b"[" * 30_000, b'{"name": ' + b"9" * 5_000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_refused(program, body):
    reply = program.post(
        "/api/v1/vendors",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.token}"},
    )

    assert told(reply)["status"] in {400, 422}
    assert not Vendor.objects.exists()


def test_an_unfinished_request_is_no_failure_of_ours(program, monkeypatch):
    monkeypatch.setattr(User, "__str__", None)
    monkeypatch.setattr(Vendor.objects, "visible_to", None)

    assert told(program.ask("get", "vendors"))["status"] == 500


def test_a_client_asks_as_often_as_the_limit_says(program, settings):
    settings.ACCOUNT_RATE_LIMITS = {"api": "2/m/key"}

    found = [program.ask("get", "vendors") for _ in range(3)]

    assert [reply.status_code for reply in found] == [200, 200, 429]
    assert told(found[2])
    assert found[2]["Retry-After"]


def test_the_same_key_is_answered_the_same_and_done_once(program):
    first = program.ask("post", "vendors", {"name": "Kestrel"}, **KEY)
    again = program.ask("post", "vendors", {"name": "Kestrel"}, **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["ETag"] == again["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    assert not first.has_header("Idempotency-Replayed")
    assert Vendor.objects.count() == 1


def test_a_key_is_good_for_one_request(program, stranger):
    program.ask("post", "vendors", {"name": "Kestrel"}, **KEY)

    other = program.ask("post", "vendors", {"name": "Other"}, **KEY)
    theirs = stranger.ask("post", "vendors", {"name": "Kestrel"}, **KEY)

    assert told(other)["status"] == 422
    assert theirs.status_code == 201


def test_a_token_of_fewer_scopes_is_not_shown_what_was_answered(allowed):
    client, secret = allowed
    all_of_them = Program(issue_token(str(client.pk), secret).text)
    fewer = Program(issue_token(str(client.pk), secret, scope="vendors:read").text)
    all_of_them.ask("post", "vendors", {"name": "Kestrel"}, **KEY)

    refused = fewer.ask("post", "vendors", {"name": "Kestrel"}, **KEY)

    assert told(refused)["status"] == 422


def test_a_refused_request_keeps_no_key(program):
    program.ask("post", "vendors", {"name": "Kestrel"})

    taken = program.ask("post", "vendors", {"name": "Kestrel"}, **KEY)
    right = program.ask("post", "vendors", {"name": "Merlin"}, **KEY)

    assert (taken.status_code, right.status_code) == (409, 201)
    assert KeptReply.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "a" * 129, "ä"])
def test_a_key_of_other_signs_is_refused(program, key):
    reply = program.ask("post", "vendors", {"name": "Kestrel"}, Idempotency_Key=key)

    assert told(reply)["status"] == 400


def test_the_description_is_for_everybody(client):
    reply = client.get("/api/v1/openapi.json")

    assert reply.json()["openapi"] == "3.1.0"
    assert client.post("/api/v1/openapi.json").status_code == 405
