"""What was submitted can be proven."""

import pytest
from django.db import connection

from questionnaires.models import Answer, Response
from questionnaires.queries import digest_holds


@pytest.mark.django_db
def test_what_was_submitted_still_has_its_digest(world):
    response = world.assessment("production-agents", submitted=True).response

    assert digest_holds(Response.objects.get(pk=response.pk))
    assert (
        response.digest
        != world.assessment("careful", "B", submitted=True).response.digest
    )


@pytest.mark.usefixtures("as_owner")
def test_an_answer_changed_behind_the_triggers_is_found(world):
    response = world.assessment("production-agents", submitted=True).response
    _without_triggers()
    answer = Answer.objects.filter(response=response, entry=None).first()
    answer.value = "something else"
    answer.save()

    assert not digest_holds(Response.objects.get(pk=response.pk))


def _without_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE questionnaires_answer DISABLE TRIGGER USER")
