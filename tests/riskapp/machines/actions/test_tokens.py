import datetime

import pytest
from django.utils import timezone

from riskapp.machines.actions.tokens import forget_ended
from riskapp.machines.models import ApiToken, KeptReply
from tests.riskapp.machines.conftest import GRANT, asked, basic

pytestmark = pytest.mark.django_db


def test_no_token_lives_longer_than_a_day(allowed, settings):
    client, secret = allowed
    settings.API_TOKEN_MINUTES = 100_000

    told = asked(GRANT, headers=basic(client.pk, secret)).json()

    assert told["expires_in"] == 24 * 3600


def test_a_token_can_have_fewer_scopes_and_never_more(allowed):
    client, secret = allowed
    header = basic(client.pk, secret)

    fewer = asked(GRANT | {"scope": "vendors:read"}, headers=header)
    more = asked(GRANT | {"scope": "vendors:read audit:read"}, headers=header)

    assert fewer.json()["scope"] == "vendors:read"
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


def test_what_ended_is_deleted(allowed):
    client, secret = allowed
    for key in ("old", "new"):
        asked(GRANT, headers=basic(client.pk, secret))
        KeptReply.objects.create(
            organisation=client.organisation, client=client, key=key, request_digest=""
        )
    past = timezone.now() - datetime.timedelta(hours=25)
    token = ApiToken.objects.first()
    ApiToken.objects.filter(pk=token.pk).update(made_at=past, ends_at=past)
    KeptReply.objects.filter(key="old").update(made_at=past)

    forget_ended()

    assert ApiToken.objects.exclude(pk=token.pk).get()
    assert KeptReply.objects.get().key == "new"
