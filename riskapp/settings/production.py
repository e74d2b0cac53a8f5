"""For production: HTTPS only; everything secret comes from the environment or from files.

It starts only with all it needs, and never with a service, a mail server or an address that
was made up.
"""

from riskapp.common.logs import logging_config
from riskapp.settings.base import *  # settings are made to be layered
from riskapp.settings.base import SILENCED_SYSTEM_CHECKS as SILENCED
from riskapp.settings.base import env
from riskapp.settings.environment import refuse_incomplete

refuse_incomplete(env)

SECRET_KEY = env("SECRET_KEY")
LOGGING = logging_config(env("LOG_STYLE", default="json"))
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading is for who owns the domain.
SILENCED_SYSTEM_CHECKS = [*SILENCED, "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
