import datetime

import pytest
from django.utils import translation

from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind, Sentence
from riskapp.notifications.queries import in_words

DAY = datetime.date(2026, 3, 1)


def told(world, kind=NotificationKind.OVERDUE, label="Portal", **more):
    event = NotificationEvent(kind, "1", "vendors.vendor", "1", label, **more)
    return notify(world.organisation, event)[0]


def due(world):
    return told(world, sentence=Sentence.DUE, facts={"day": DAY.isoformat()})


@pytest.mark.parametrize(
    ("maker", "reader", "expected"),
    [
        ("de", "en", ("Answers are overdue", "Due by 1 March 2026")),
        ("en", "de", ("Antworten sind überfällig", "Fällig bis 1. März 2026")),
    ],
)
def test_who_reads_it_decides_on_the_language(world, maker, reader, expected):
    with translation.override(maker):
        made = due(world)

    with translation.override(reader):
        said = in_words(made)

    assert (said.kind, said.detail) == expected


def test_a_failed_mail_says_why_in_the_language_of_the_reader(world):
    reason = "The mail server refused the mail (%(code)s)."
    facts = {"email": "a@b.example", "reason": reason, "code": "550"}
    made = told(world, sentence=Sentence.UNDELIVERED, facts=facts)

    with translation.override("de"):
        said = in_words(made).detail

    assert said == "a@b.example: Der Mailserver hat die Mail abgelehnt (550)."


def test_a_finding_is_named_in_the_words_of_the_reader(world):
    text = world.version.document["sections"][0]["title"]
    made = told(world, label=text)

    with translation.override("de"):
        assert in_words(made).label != text
    assert in_words(made).label == text


def test_what_was_stored_as_text_stays_readable(world):
    made = told(world, detail="Due by 1 May, 100 %")

    with translation.override("de"):
        assert in_words(made).detail == "Due by 1 May, 100 %"
