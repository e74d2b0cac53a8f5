"""Several who decide at the same moment; they commit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from riskapp.audit.models import AuditEntry
from riskapp.decisions.models import Decision
from tests.factories.riskapp import looked_at, scored
from tests.riskapp.decisions.test_views import address, given


@pytest.mark.django_db(transaction=True)
def test_several_posts_at_once_make_one_decision(organisation, analyst, approver):
    assessment = scored(organisation, analyst)
    looked_at(assessment)

    def post(_number):
        try:
            browser = Client()
            browser.force_login(approver)
            return browser.post(address(assessment), given(assessment)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(post, range(6)))

    assert codes == [302, *[422] * 5]
    made = Decision.objects.get()
    assert made.conditions.filter(rule="").count() == 1
    assert AuditEntry.objects.filter(action="assessment decided").count() == 1
