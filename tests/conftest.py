"""What every test may use."""

import datetime
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pytest_django.plugin import blocking_manager_key

from questionnaires.actions.answers import fill
from questionnaires.actions.invitations import enter
from questionnaires.actions.responses import submit_response
from questionnaires.models import Invitation, QuestionnaireVersion, Respondent, Response
from questionnaires.queries import token_of
from riskapp.accounts.choices import Role, VendorEntryPolicy
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.celery import SurvivingTask, app
from riskapp.common import wall
from riskapp.results.actions.scoring import score_assessment
from riskapp.scoring.profile import inherent_of
from riskapp.terms.queries import newest
from riskapp.vendors.actions import register_engagement, register_vendor
from riskapp.vendors.models import Engagement
from tests import databases
from tests.clients import make_middlewares_once
from tests.emptying import empty_cache
from tests.factories.again import write_again
from tests.factories.clamd import listening
from tests.factories.riskapp import core_version
from tests.factories.riskapp import example as example_answers

LONG = {
    "test_filled_in",
    "test_fuzzed_answers",
    "test_properties",
    "test_strangers",
    "test_typesetting",
}
NUMBERS = count()
make_middlewares_once()
# A busy machine makes no property wrong.
property_settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
property_settings.load_profile("untimed")
READS_SESSION = re.compile(r"SELECT .* FROM \"django_session\" ")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that one worker is not left with it at the end."""
    items.sort(
        key=lambda item: (
            not (item.path.stem in LONG or {"browser", "slow"} & set(item.keywords))
        )
    )


def _empty_as_owner(_case: TransactionTestCase) -> None:
    """What Django does after a test that committed; no wall hides a row."""
    with owner():
        databases.empty()


TransactionTestCase._fixture_teardown = _empty_as_owner


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that committed emptied the database; others need not publish it anew each."""
    yield
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            core_version()


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """A database of our own, copied from one that was migrated once for all processes. The
    core questionnaire is published once for all tests that leave it there.

    Whatever a test does, it does as a role that owns no table, as web and worker do: the
    second wall stands. The test itself sees everything; a page and a task see their own.
    """
    anew = request.config.getoption("create_db")
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        databases.fresh(name, run=_run(request.config) if anew else "")
        with databases.using(name):
            core_version()
    connection.settings_dict["NAME"] = name
    tests = wall.Scope(wall.EVERYTHING, reason="tests")
    wall._scope = ContextVar("scope", default=tests)
    connection.settings_dict["OPTIONS"]["assume_role"] = databases.ROLE
    yield
    del connection.settings_dict["OPTIONS"]["assume_role"]


def _run(config: pytest.Config) -> str:
    """What all processes of one run have in common."""
    return getattr(config, "workerinput", {}).get("testrunuid") or uuid4().hex


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """What fixtures of a module put into the database stays there for all its tests; what a
    test does is rolled back to that. Tests that commit cannot stand in such a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def owner():
    """What only the owner of the tables may do, whom no wall holds off."""
    with acting_as(None):
        yield


@contextmanager
def acting_as(role):
    """Work as another role of the database; None is the owner of the tables."""
    with connection.cursor() as cursor:
        before, connection.role = connection.role, None
        cursor.execute(f"SET ROLE {role}" if role else "RESET ROLE")
        connection.learn_role()
        try:
            yield
        finally:
            connection.role = None
            cursor.execute(f"SET ROLE {before}" if before else "RESET ROLE")
            connection.learn_role()


@pytest.fixture
def as_owner(db):
    """The whole test is done by the owner of the tables."""
    with owner():
        yield


@pytest.fixture(autouse=True)
def _own_files(tmp_path_factory):
    """Files of one test are never seen by another. Few tests have any: the folder is made with
    the first, and whoever comes upon one takes another."""
    base = tmp_path_factory.getbasetemp()
    kept = Path(settings.MEDIA_ROOT)
    if base not in kept.parents or kept.exists():
        settings.MEDIA_ROOT = root = base / f"media-{next(NUMBERS)}"
        setting_changed.send(
            sender=type(settings), setting="MEDIA_ROOT", value=root, enter=True
        )


@pytest.fixture(autouse=True)
def _own_catalogue():
    """The catalogue of AI tools that one test takes does not count in another."""
    newest._known.until, newest._known.catalogue = float("inf"), None


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and sessions of one test are never seen by another."""
    empty_cache()


@pytest.fixture
def django_assert_num_queries():
    """Counts what a page itself asks; each page also reads the session, in one query."""

    @contextmanager
    def count(number):
        with CaptureQueriesContext(connection) as asked:
            yield asked
        own = [
            query["sql"]
            for query in asked.captured_queries
            if not READS_SESSION.match(query["sql"])
        ]
        assert len(own) == number, "\n\n".join(own)

    return count


@pytest.fixture(autouse=True)
def _own_language():
    """The language of the last page of one test is not spoken in another."""
    yield
    translation.deactivate()


@dataclass
class World:
    """A buyer with a member in every role, and a way to make assessments."""

    organisation: Organisation
    version: QuestionnaireVersion
    people: dict[str, User]

    @property
    def analyst(self) -> User:
        return self.people["analyst"]

    def client(self, person: str) -> Client:
        client = Client()
        client.force_login(self.people[person])
        return client

    def engagement(
        self,
        example: str = "half-answered",
        vendor: str = "Example d.o.o.",
        name: str = "Portal",
    ) -> Engagement:
        """Work of a new vendor, of the profile of an example."""
        answers = example_answers(example)
        made = register_vendor(
            organisation=self.organisation, name=vendor, country="RS", by=self.analyst
        )
        inherent, tier = inherent_of(answers.document, answers.filled.profile)
        return register_engagement(
            vendor=made,
            name=name,
            profile=answers.filled.profile,
            inherent=inherent,
            tier=tier,
            by=self.analyst,
        )

    def assessment(
        self,
        example: str = "half-answered",
        name: str = "Portal",
        *,
        vendor: str = "Example d.o.o.",
        submitted: bool = False,
        scored: bool = False,
        filled: bool = True,
        email: str = "",
        tools: Collection[str] = (),
    ) -> Assessment:
        """One that was sent; ``tools`` are the only ones kept of the example's."""
        engagement = self.engagement(example, f"{vendor} {name}", name)
        assessment = start_assessment(
            engagement=engagement,
            version=self.version,
            due_on=datetime.date.today() + datetime.timedelta(days=14),
            email=email,
            by=self.analyst,
        )

        def make(new: Assessment) -> None:
            if filled:
                given = example_answers(example).filled
                kept = tuple(e for e in given.entries if not tools or e.title in tools)
                fill(new.response, replace(given, entries=kept))
            if submitted or scored:
                submit_response(new.response, name="Vera Vendor", role="CTO")
            if scored:
                score_assessment(new)

        if filled:
            what = (example, *sorted(tools), f"{submitted}", f"{scored}")
            write_again(assessment, " ".join(what), make)
        else:
            make(assessment)
        return Assessment.objects.get(pk=assessment.pk)

    def kept(self, example: str = "half-answered", **wanted: Any) -> Assessment:
        """An assessment for all tests of a module. What else each test would do again at its
        end is done now: the chain of the audit trail."""
        made = self.assessment(example, **wanted)
        connection.check_constraints()
        return made


def make_world(
    name: str = "Buyer", entry_policy: str = VendorEntryPolicy.LINK
) -> World:
    organisation = Organisation.objects.create(
        name=name,
        entry_policy=entry_policy,
        colleagues_anywhere=entry_policy == VendorEntryPolicy.LINK,
    )
    password = make_password("pass")
    people = {
        role: User(
            email=f"{role}@{name.lower()}.example", name=role.title(), password=password
        )
        for role in Role.values
    }
    User.objects.bulk_create(people.values())
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=person, roles=[role])
        for role, person in people.items()
    )
    return World(organisation, core_version(), people)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[Any]:
    """What waits for the end of a transaction is done once for what a module shares: it went
    on waiting when a test was rolled back, and each test did all of it at its end."""
    made = yield
    is_shared = fixturedef.scope == "module" and "shared" in request.fixturenames
    if is_shared and connection.in_atomic_block:
        connection.check_constraints()
    return made


@pytest.fixture(scope="module")
def whole_world(shared) -> World:
    """A module that shares a world asks for it in its marks, so that all its tests do."""
    return make_world()


@pytest.fixture
def world(request, db) -> World:
    if "whole_world" in request.fixturenames:
        return deepcopy(request.getfixturevalue("whole_world"))
    return make_world()


@pytest.fixture
def response(world) -> Response:
    """An open response of a vendor that has answered nothing yet."""
    return world.assessment(filled=False).response


@pytest.fixture
def invitation(response) -> Invitation:
    return response.invitations.get()


@pytest.fixture
def respondent(invitation) -> Respondent:
    return enter(invitation, name="Vera Vendor")


@pytest.fixture
def vendor_client(invitation) -> Client:
    """A browser that came in through the invitation."""
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    return client


@pytest.fixture
def clamd(settings):
    """A virus scanner that settings know of."""
    with listening() as clamd:
        settings.CLAMAV_HOST = "127.0.0.1"
        settings.CLAMAV_PORT = clamd.port
        settings.CLAMAV_TIMEOUT = 5
        yield clamd


@pytest.fixture
def celery_runs_here():
    """A queued task runs at once, in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def broker_is_away():
    """A port where nobody listens, without waiting for it."""
    url, policy = app.conf.broker_url, app.conf.task_publish_retry
    _use_broker("redis://127.0.0.1:1/0")
    app.conf.task_publish_retry = False
    yield
    app.conf.task_publish_retry = policy
    _use_broker(url)
    SurvivingTask.rests_until = 0.0


def _use_broker(url):
    app.conf.broker_url = url
    app.conf.broker_write_url = url
    app._pool = None  # connections already made go on knowing the old address
    app.amqp._producer_pool = None
