import datetime

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils import timezone, translation

from riskapp.common.work import in_words, is_in_hand, one_of_many, unforeseen


def test_one_of_many_that_fails_holds_up_none_of_the_others(caplog):
    with one_of_many():
        raise LookupError

    assert "One of many could not be done" in caplog.text


@pytest.mark.parametrize("error", [SoftTimeLimitExceeded, OperationalError])
def test_what_stops_all_of_them_is_no_fault_of_one(error):
    with pytest.raises(error), one_of_many():
        raise error


def test_work_is_in_hand_for_as_long_as_a_task_may_take(settings):
    settings.CELERY_TASK_TIME_LIMIT = 180
    now = timezone.now()

    assert is_in_hand(now - datetime.timedelta(seconds=170))
    assert not is_in_hand(now - datetime.timedelta(seconds=210))
    assert not is_in_hand(None)


def test_a_reason_is_said_in_the_language_of_its_reader():
    reason = unforeseen(KeyError("GOV-01"))

    assert reason.endswith("three times. (KeyError: 'GOV-01')")
    with translation.override("de"):
        said = in_words(reason)
    assert said != reason
    assert said.endswith("(KeyError: 'GOV-01')")
    assert in_words("") == ""
