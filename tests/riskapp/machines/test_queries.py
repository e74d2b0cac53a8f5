import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.models import Membership
from riskapp.machines.models import ApiToken
from tests.riskapp.machines.conftest import GRANT, asked, asks, basic

pytestmark = pytest.mark.django_db


def test_a_token_ends_and_goes_with_the_membership(world, allowed):
    client, secret = allowed
    token = asked(GRANT, headers=basic(client.pk, secret)).json()["access_token"]

    ApiToken.objects.update(
        made_at=timezone.now() - datetime.timedelta(hours=2),
        ends_at=timezone.now() - datetime.timedelta(hours=1),
    )
    assert asks(token) == 401
    token = asked(GRANT, headers=basic(client.pk, secret)).json()["access_token"]
    assert asks(token) == 200
    Membership.objects.filter(user=world.analyst).delete()
    assert asks(token) == 401
