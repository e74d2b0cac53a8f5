"""Every table is known, so that nobody is forgotten in one that is new."""

import pytest
from django.apps import apps
from django.db import connection

from riskapp.privacy.queries.places import (
    OF_NOBODY,
    fields_to_people,
    is_of_account,
    path_of,
    rows_of,
    tables,
)


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda m: m._meta.label)
def test_every_table_belongs_to_somebody_or_says_nothing_of_people(model):
    assert path_of(model) or is_of_account(model) or model._meta.label in OF_NOBODY


@pytest.mark.django_db
def test_rows_lead_to_the_organisation_that_holds_them(world):
    world.assessment("careful", scored=True)

    found = {
        model._meta.label
        for model in tables()
        if rows_of(model, world.organisation.pk).exists()
    }

    assert {"vendors.Vendor", "questionnaires.Answer", "assessments.Score"} <= found


def test_a_table_that_points_at_people_is_not_taken_for_one_without():
    assert not [
        model
        for model in apps.get_models()
        if model._meta.label in OF_NOBODY and fields_to_people(model)
    ]


@pytest.mark.django_db
def test_whatever_refuses_changes_lets_an_erasure_through():
    """A new trigger of this kind asks ``riskapp_forgets`` first, or nobody is erased there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype "
            "AND prosrc LIKE '%restrict_violation%' AND prosrc NOT LIKE '%riskapp_forgets%'"
        )
        deaf = {name for (name,) in cursor.fetchall()}

    # The heads of the chain hold hashes alone, and sealing changes nothing that is said.
    assert deaf == {"audit_refuse_head", "audit_seal"}
