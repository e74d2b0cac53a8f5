"""What the database keeps folded is what Python folds."""

import pytest

from riskapp.common.folding import folded
from riskapp.vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db

NAMES = ["Müller & Söhne", "ŁÓDŹ Śoft", "Straße", "Ærø", "ﬁnal ﷺ", "ΣΊΣΥΦΟΣ", "plain"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_folded_as_it_changes(organisation, name):
    vendor = Vendor.objects.create(organisation=organisation, name="x")
    work = Engagement.objects.create(organisation=organisation, vendor=vendor, name="y")
    Vendor.objects.filter(pk=vendor.pk).update(name=name)
    work.name = name
    work.save()
    for row in (vendor, work):
        row.refresh_from_db()
        assert row.name_folded == folded(name)
