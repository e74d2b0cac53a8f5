"""The cache: only JSON is ever read from it."""

import pickle

import pytest
from django.core.cache import cache


class Planted:
    """What would run a command when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (type(self.path).touch, (self.path,))


def plant(key, content):
    """Write into the server behind the cache, as somebody who reached it would."""
    name = cache.make_key(key)
    cache._cache.get_client(name, write=True).set(name, content)


def test_what_was_planted_as_pickle_is_not_run(tmp_path):
    marker = tmp_path / "ran"
    plant("tries:1", pickle.dumps(Planted(marker)))

    assert cache.get("tries:1", 0) == 0
    assert cache.get_many(["tries:1"]) == {}
    assert not marker.exists()


@pytest.mark.parametrize("value", [1, 0, "text", [1.5, 2.5], {"a": [1]}, True, None])
def test_what_was_kept_comes_back(value):
    cache.set("key", value)

    assert cache.get("key", "nothing") == value
    assert cache.get_many(["key"]) == {"key": value}


def test_counting_works():
    assert cache.add("key", 1)
    assert not cache.add("key", 1)
    assert cache.incr("key") == 2
    assert cache.get("key") == 2


def test_what_is_not_json_is_refused():
    with pytest.raises(TypeError):
        cache.set("key", object())
