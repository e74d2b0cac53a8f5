import pytest

from tests.conftest import make_world


@pytest.fixture
def strict():
    """A world whose organisation asks its members for a second factor."""
    world = make_world()
    world.organisation.requires_second_factor = True
    world.organisation.save()
    return world
