import pytest

from riskapp.inventory.models import Tool
from riskapp.inventory.queries.places import (
    PLACE_CLASSES,
    class_of_place,
    class_of_places,
    in_class,
    of_class,
)
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ([], "not_known"),
        (["DE"], "eea"),
        (["DE", "eea"], "eea"),
        (["CH", "DE"], "adequate"),
        (["US", "CH"], "conditional"),
        (["US", "world"], "third"),
        (["world", "unknown"], "not_known"),
        (["DE", "nowhere"], "not_known"),
    ],
)
def test_the_weakest_place_counts(codes, kind):
    assert class_of_places(codes) == kind


def test_what_is_no_place_is_not_known():
    assert class_of_place("Atlantis") == "not_known"


def test_the_filter_of_a_class_finds_what_is_counted_for_it(organisation, analyst):
    scored(organisation, analyst, "typical")
    tool = Tool.objects.first()
    Tool.objects.exclude(pk=tool.pk).delete()
    for codes in ([], ["DE"], ["CH", "DE"], ["US"], ["IN", "US"], ["unknown"], ["XX"]):
        Tool.objects.filter(pk=tool.pk).update(places=codes)

        found = [kind for kind in PLACE_CLASSES if Tool.objects.filter(in_class(kind))]

        assert found == [class_of_places(codes)], codes


@pytest.mark.parametrize("most", [0, 1000])
def test_a_class_is_asked_of_the_different_places_that_tools_have(
    organisation, analyst, monkeypatch, most
):
    monkeypatch.setattr("riskapp.inventory.queries.sets.MOST", most)
    scored(organisation, analyst, "production-agents")
    places = ([], ["DE"], ["CH", "DE"], ["US"], ["IN", "US"], ["unknown"], ["XX"])
    for number, tool in enumerate(Tool.objects.all()):
        Tool.objects.filter(pk=tool.pk).update(places=places[number % len(places)])
    tools = Tool.objects.filter(position__lt=6)

    for kind in PLACE_CLASSES:
        found = tools.filter(of_class(analyst, kind))

        assert set(found) == set(tools.filter(in_class(kind))), kind
