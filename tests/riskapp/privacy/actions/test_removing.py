"""Rows about nothing but a person go, and the person does not come back."""

import pytest
from allauth.socialaccount.models import SocialAccount

from riskapp.accounts.models import DirectoryEntry, IdentityProvider, User
from riskapp.privacy.errors import BreakGlassStays
from tests.riskapp.privacy.conftest import (
    ADDRESS,
    NAME,
    dump,
    erased,
    join,
    plant,
)

pytestmark = pytest.mark.django_db
TRACES = (
    "zdenka", "quillfeather",
)  # fmt: skip


def test_what_single_sign_on_knows_of_a_person_goes_too(world):
    plant(world)
    administrator = world.people["administrator"]
    user = User.objects.get(email=ADDRESS)
    provider = IdentityProvider.objects.create(
        organisation=world.organisation,
        issuer="https://idp.example",
        client_id="c",
        sealed_secret="s",
        set_up_by=administrator,
        break_glass=user,
    )
    SocialAccount.objects.create(user=user, provider=str(provider.pk), uid="7")
    DirectoryEntry.objects.create(
        organisation=world.organisation, email=ADDRESS, user_name=ADDRESS, name=NAME
    )

    with pytest.raises(BreakGlassStays):
        erased(world)
    IdentityProvider.objects.update(break_glass=None)
    erased(world)

    assert not SocialAccount.objects.exists()
    assert dump(*TRACES) == {}
    # They do not come back by signing in, under the address or as what the provider calls them.
    kept = DirectoryEntry.objects.get()
    assert not kept.is_active
    here = world.organisation.pk
    assert DirectoryEntry.erased(here, ADDRESS).get() == kept
    assert DirectoryEntry.erased(here, "new@quill.example", "7").get() == kept
    assert not DirectoryEntry.erased(here, "new@quill.example", "8").exists()
    join(world)
    assert not DirectoryEntry.objects.exists()
