import pytest

from tests.factories.oidc import provider_of, running


@pytest.fixture(scope="session")
def listening():
    with running() as issuer:
        yield issuer


@pytest.fixture
def issuer(listening, settings):
    settings.SSO_ALLOWS_HTTP = True
    settings.SSO_INTERNAL_HOSTS = ["127.0.0.1", "localhost"]
    return listening


@pytest.fixture
def provider(world, issuer):
    return provider_of(world, issuer)
