"""For a laptop: plain HTTP on this machine, a secret key kept beside the data."""

import secrets

from riskapp.settings.base import *  # settings are made to be layered
from riskapp.settings.base import DATA, STATIC_ROOT, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])


def _kept_secret_key() -> str:
    """Links are derived from the key, so it must be the same at the next start."""
    path = DATA / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret_key()
SSO_ALLOWS_HTTP = env.bool("SSO_ALLOWS_HTTP", default=False)
WHITENOISE_USE_FINDERS = True
# A stylesheet that is changed is served as it is now, not cut off at the length it began with.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 0
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
