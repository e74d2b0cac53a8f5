"""Two people outside take the last download of a link at the same moment; both commit."""

import threading

import pytest
from django.db import connection

from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import LinkRequest, make_link, note_link_download
from riskapp.reports.actions.sharing import link_of
from riskapp.reports.models import ReportLink
from tests.factories.reports import ready
from tests.factories.riskapp import scored


@pytest.mark.django_db(transaction=True)
def test_the_last_download_is_given_to_one_of_two_who_ask_at_the_same_moment(
    organisation, analyst
):
    report = ready(scored(organisation, analyst, "careful"), analyst)
    wanted = LinkRequest(name="Vera Vidmar", reason="You sign.", downloads=1)
    link, token = make_link(report, wanted, by=analyst)
    both, given = threading.Barrier(2), []

    def take():
        try:
            held = link_of(token)
            both.wait(timeout=20)
            given.append(note_link_download(held))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    trail = AuditEntry.objects.filter(object_id=str(link.pk)).order_by("pk")
    told = list(trail.values_list("action", flat=True))
    assert sorted(given) == [False, True]
    assert ReportLink.objects.get(pk=link.pk).downloads == 1
    assert told.count("report link downloaded") == 1
    assert told.count("report link refused") == 1
