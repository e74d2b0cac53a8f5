"""For tests: fast password hashes, files in a throw-away place, static files as they are."""

import tempfile
from pathlib import Path

from riskapp.settings.base import *  # settings are made to be layered
from riskapp.settings.base import INSTALLED_APPS, MIDDLEWARE, STORAGES

SECRET_KEY = "only-for-tests"
CATALOGUE_SECONDS = 10**9  # a test that takes another catalogue says so itself
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ASK_AGAIN_MINUTES = 0  # tests begin with a session, without a sign-in
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = Path(tempfile.gettempdir()) / "riskapp-test-static"
STATIC_ROOT.mkdir(exist_ok=True)

# A page that asks the database the same for each row of a list fails its test.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [*MIDDLEWARE, "tests.reading.one_query_for_all_rows"]
# Signing in looks at two sessions, the one that began it and the one it leads to: never more.
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
