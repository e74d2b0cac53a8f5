import json

import pytest
from django.test import RequestFactory

from riskapp.common.origin import Origin, arrive_as, current_origin
from riskapp.machines.http import arrive_as_client, caller_of, problem
from riskapp.machines.models import ApiClient


def test_a_problem_says_what_there_is_to_say():
    reply = problem(404)
    full = problem(422, "No.", errors=[{"pointer": "#/a", "detail": "b"}])

    assert json.loads(reply.content) == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
    }
    assert json.loads(full.content)["errors"] == [{"pointer": "#/a", "detail": "b"}]
    assert full["Content-Type"] == "application/problem+json"


def test_the_trail_tells_the_client_in_front_of_its_browser():
    arrive_as(Origin("192.0.2.1", "curl/8 " + "x" * 400))

    arrive_as_client(ApiClient(name="Procurement system", ending="abcd"))

    told = current_origin()
    assert told.user_agent.startswith("API client Procurement system …abcd; curl/8 x")
    assert len(told.user_agent) == 300
    arrive_as(Origin())


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer  ", "Basic abc", "Bearer abc"])
def test_whoever_shows_no_token_is_nobody(shown):
    request = RequestFactory().get("/", headers={"Authorization": shown})

    assert caller_of(request) is None
