"""Every page and every form of a buyer and a vendor, as the role that web servers work with.

Other tests work as a role that may call every function. What only the worker may call fails on a
page of a real installation alone; here it fails too.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from questionnaires.queries import token_of
from riskapp.operations.actions import Roles
from riskapp.privacy.actions.deleting import remove_samples
from riskapp.vendors.models import Vendor
from tests.conftest import acting_as, owner
from tests.factories.browsing import Form
from tests.factories.full import full_organisation
from tests.factories.roles import make_roles
from tests.factories.visiting import (
    Visitor,
    at,
    followed,
    kind_of,
    sent,
    text_of,
    undone,
)
from tests.test_access import ACCESS
from tests.test_strangers import WITHOUT_A_FORM

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Roles belong to all databases: each process of a run has its own, and waits for nobody's.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
WEB, WORKER, READ = (f"walk_{name}_{PROCESS}" for name in ("web", "worker", "read"))
REFUSED = 500
FEW = 6  # buttons of a form; those beyond do the same with another thing of a list
PAGES_OF_WHAT_WAITS = ("assessments:sending", "assessments:detail")


@pytest.fixture(scope="module")
def full(shared, tmp_path_factory):
    """A buyer that has used everything, with sample vendors."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        SESSION_ENGINE="django.contrib.sessions.backends.db",  # rolled back too
    ):
        made = full_organisation(str, "walked.example")
        Vendor.objects.update(is_sample=True)
        connection.check_constraints()
        with owner():
            make_roles(Roles((WEB, WORKER), READ))
        yield made


@pytest.fixture
def visitors(full):
    """A member with every role, and a vendor with two seats."""
    member, vendor = (Client(raise_request_exception=False) for _ in range(2))
    member.force_login(full.everybody)
    for way_in in (full.answered.response.invitations.first(), full.lead):
        vendor.post("/respond/", {"code": token_of(way_in)})
        vendor.post("/respond/start/", {"name": "Vera"})
    values = full.values | {"question_id": "GOV-02", "code": "TOOL"}
    waiting = values | {"assessment_id": values["waiting_id"], "kind": "accept"}
    answering = values | {"kind": "yaml"}
    handed_in = answering | {"response_id": values["submitted_id"]}
    return [
        Visitor(member, values | {"kind": "accept"}, waiting, most_keys=1),
        Visitor(vendor, answering, handed_in, most_keys=1),
    ]


def test_nothing_that_a_page_does_is_refused_to_the_web_role(visitors):
    failed, posted = Counter(), set()
    names = [name for name, (how, *_) in ACCESS.items() if how == "get"]

    for visitor in visitors:
        with acting_as(WEB):
            visitor.look_round(names)
            for name in PAGES_OF_WHAT_WAITS:
                visitor.look_at(at(name, visitor.values[-1]), (name, "waiting"))
            for form in visitor.every_form():
                if form.method == "post":
                    where = kind_of(form.action)[0]
                    posted.add(where)
                    failed[where] += sum(
                        is_refused(visitor, form, way, follows=not number)
                        for number, way in enumerate(form.ways[:FEW])
                    )
        failed.update(
            kind[0] for kind, (status, _) in visitor.pages.items() if status >= REFUSED
        )

    assert +failed == Counter()
    assert "privacy:remove_samples" in posted
    posts = {name for name, (how, *_) in ACCESS.items() if how == "post"}
    assert posts - posted - set(WITHOUT_A_FORM) == set()


def is_refused(visitor, form, way, *, follows):
    """Whether it fails, at once or when it would be committed; where it leads is looked at too."""
    with undone(visitor.client):
        reply = sent(visitor.client, form, form.action, way)
        if reply.status_code >= REFUSED:
            return True
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if follows:
            reply, _led = followed(visitor.client, reply)
            visitor.learn(reply, text_of(reply))
        return reply.status_code >= REFUSED


def test_the_walk_would_notice_what_only_the_worker_may_do(visitors, monkeypatch):
    monkeypatch.setattr("riskapp.privacy.views.put_samples_away", remove_samples)
    form = Form(reverse("privacy:remove_samples"), "post")

    with acting_as(WEB):
        assert is_refused(visitors[0], form, {}, follows=False)
