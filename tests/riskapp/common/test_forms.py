import datetime

import pytest
from django import forms
from django.utils import timezone

from riskapp.common.forms import day_field, not_past


class DueForm(forms.Form):
    due_on = day_field("Due", validators=[not_past])


@pytest.mark.parametrize(("days", "is_valid"), [(-1, False), (0, True), (1, True)])
def test_a_day_that_has_passed_is_refused(days, is_valid):
    day = timezone.localdate() + datetime.timedelta(days=days)

    assert DueForm({"due_on": day.isoformat()}).is_valid() is is_valid


def test_a_day_is_written_as_the_calendar_of_the_browser_wants_it():
    form = DueForm(initial={"due_on": datetime.date(2026, 3, 1)})

    assert 'type="date"' in str(form["due_on"])
    assert 'value="2026-03-01"' in str(form["due_on"])
