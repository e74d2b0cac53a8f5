"""What is to be queued is not lost with the process that wanted to queue it."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from riskapp.celery import app
from riskapp.common.models import Waiting
from riskapp.common.tasks import hand_over_what_waits
from riskapp.organisations.actions.mailing import queue_reset, queue_welcome
from riskapp.organisations.actions.offers import offer_membership

pytestmark = pytest.mark.django_db


def an_offer(world):
    offer_membership(
        world.organisation,
        email="new@buyer.example",
        name="New",
        roles=["analyst"],
        by=world.people["administrator"],
    )


def a_welcome(world):
    queue_welcome(world.organisation.memberships.first())


def a_reset(world):
    queue_reset(world.analyst.pk, world.organisation.pk)


@pytest.mark.parametrize("queue", [an_offer, a_welcome, a_reset])
def test_a_mail_whose_process_died_before_it_was_queued_goes_out_by_the_clock(
    world, queue, celery_runs_here, monkeypatch
):
    queue(world)  # committed; what follows a commit never ran
    assert mail.outbox == []
    Waiting.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    sent = []
    monkeypatch.setattr(
        "riskapp.common.tasks.current_app.send_task",
        lambda name, arguments, _named: sent.append((name, arguments)),
    )

    hand_over_what_waits()

    ((name, arguments),) = sent
    app.tasks[name](*arguments)
    assert len(mail.outbox) == 1
    assert not Waiting.objects.exists()


def test_what_was_queued_is_not_queued_by_the_clock_once_more(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        a_welcome(world)

    assert len(mail.outbox) == 1
    assert not Waiting.objects.exists()
