import uuid

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from riskapp.audit.queries import PAGES


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_object_leads_to_a_page_that_exists(kind):
    name, argument, path = PAGES[kind]
    keywords = {argument: uuid.uuid4()} if argument else {}

    assert reverse(name, kwargs=keywords).startswith("/")
    if path:
        rows = QuerySet(apps.get_model(kind)).values_list("pk", path)
        assert list(rows) == []
