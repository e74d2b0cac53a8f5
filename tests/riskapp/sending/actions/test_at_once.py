"""Whoever asks and whoever answers, at the same moment; both commit."""

import datetime
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from questionnaires.actions.responses import submit_response
from riskapp.assessments.choices import AssessmentState
from riskapp.sending.actions import waiting
from tests.factories.riskapp import started


@pytest.mark.django_db(transaction=True)
def test_more_time_and_the_submission_do_not_wait_for_each_other(
    organisation, analyst, monkeypatch
):
    assessment = started(organisation, analyst)
    really_moved, submitted, errors = waiting.move_due, [], []

    def slowly(*args, **kwargs):
        other.start()
        time.sleep(0.5)  # the other is under way now, with whatever it takes first
        return really_moved(*args, **kwargs)

    def submit():
        try:
            with transaction.atomic():
                submitted.append(
                    submit_response(assessment.response, name="Vera", role="CTO")
                )
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=submit)
    monkeypatch.setattr(waiting, "move_due", slowly)

    waiting.extend(
        assessment,
        due_on=timezone.localdate() + datetime.timedelta(days=60),
        reason="Holidays",
        by=analyst,
    )
    other.join()

    assessment.refresh_from_db()
    assert errors == []
    assert assessment.state == AssessmentState.SUBMITTED
    assert submitted[0].due_on == assessment.due_on
