import pytest
from django.db import connection

from riskapp.accounts.choices import Role
from riskapp.reports.actions import (
    LinkRequest,
    make_link,
    note_link_download,
    redeem_link,
)
from riskapp.reports.queries.links import links_of
from tests.factories.reports import ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


def test_links_are_told_with_what_was_done_in_two_queries(django_assert_num_queries):
    analyst = member(OrganisationFactory(), Role.ANALYST)
    report = ready(scored(analyst.organisations.get(), analyst, "careful"), analyst)
    for number in range(3):
        wanted = LinkRequest(name=f"Reader {number}", reason="You sign it.")
        link, token = make_link(report, wanted, by=analyst)
        redeem_link(token)
    note_link_download(link)
    connection.queries_log.clear()

    with django_assert_num_queries(2):
        shared = links_of(report)

    assert [one.link.name for one in shared] == ["Reader 2", "Reader 1", "Reader 0"]
    assert [use.words for use in shared[0].uses] == ["Made", "Opened", "Downloaded"]
