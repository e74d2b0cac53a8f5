import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

TABS = (
    "detail",
    "criteria",
    "tools",
    "findings",
    "decision",
    "answers",
    "review",
    "contradictions",
    "changes",
    "questions",
)


def test_every_tab_shows_all_tabs_and_says_which_one_is_open(world):
    scored = world.assessment(scored=True)
    addresses = {
        name: reverse(f"assessments:{name}", args=[scored.pk]) for name in TABS
    }
    client = world.client("analyst")

    for name, address in addresses.items():
        page = " ".join(client.get(address).content.decode().split())

        assert f'href="{address}" aria-current="page"' in page, name
        for other in addresses.values():
            assert f'href="{other}"' in page, (name, other)
