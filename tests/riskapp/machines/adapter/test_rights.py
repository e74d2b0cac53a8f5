import pytest

from riskapp.machines.adapter.rights import MachineProblem, etag_of, require_version


def test_another_version_has_another_etag():
    assert etag_of({"a": 1, "b": 2}) == etag_of({"b": 2, "a": 1})
    assert etag_of({"a": 1}) != etag_of({"a": 2})


def test_whoever_changes_an_object_names_the_version_that_is_there():
    told = {"a": 1}

    require_version(etag_of(told), told)
    require_version(f'"other", {etag_of(told)}', told)
    require_version("*", told)
    for shown, status in ((None, 428), ('"other"', 412), ("", 412)):
        with pytest.raises(MachineProblem) as refused:
            require_version(shown, told)
        assert refused.value.status == status
