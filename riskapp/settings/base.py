"""What holds everywhere. Every variable read from the environment is in docs/operating.md."""

import logging
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF
from redis.backoff import NoBackoff
from redis.retry import Retry
from whitenoise.compress import Compressor

from riskapp.common.languages import languages_in
from riskapp.common.logs import logging_config
from riskapp.settings.brokers import of_transport
from riskapp.settings.clock import SCHEDULE
from riskapp.settings.environment import Env
from riskapp.settings.storage import evidence_storage, file_storage

env = Env()

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(env("RISKAPP_DATA", default=str(ROOT / "var"))).resolve()

DEBUG = False
# Former keys: what was sealed or signed with one of them still opens.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "questionnaires",
    "riskapp.common",
    "riskapp.accounts",
    "riskapp.audit",
    "riskapp.notifications",
    "riskapp.lists",
    "riskapp.organisations",
    "riskapp.sso",
    "riskapp.provisioning",
    "riskapp.vendors",
    "riskapp.inventory",
    "riskapp.assessments",
    "riskapp.facts",
    "riskapp.activity",
    "riskapp.review",
    "riskapp.findings",
    "riskapp.decisions",
    "riskapp.results",
    "riskapp.sending",
    "riskapp.incidents",
    "riskapp.terms",
    "riskapp.demo",
    "riskapp.reports",
    "riskapp.vendor_copies",
    "riskapp.signed_answers",
    "riskapp.machines",
    "riskapp.setup",
    "riskapp.desk",
    "riskapp.dashboards",
    "riskapp.privacy",
    "riskapp.operations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "riskapp.operations.http.AnswerOperators",
    "questionnaires.http.CodesInPaths",
    "django_structlog.middlewares.RequestMiddleware",
    "riskapp.operations.http.CountRequests",
    "riskapp.common.wall.SecondWall",
    "django.middleware.security.SecurityMiddleware",
    "riskapp.common.origin.RememberOrigin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "riskapp.common.policy.OnePolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "riskapp.accounts.http.PlacedPeopleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "riskapp.accounts.http.MembersOnlyMiddleware",
    "riskapp.accounts.http.OwnLanguageMiddleware",
    "riskapp.accounts.http.OwnTimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "riskapp.urls"
WSGI_APPLICATION = "riskapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["riskapp.common.templatetags.quick"],
            "libraries": {"i18n": "riskapp.common.templatetags.quick"},
        },
    },
]
SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # i18n is replaced on purpose

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres:///riskapp"),
        "ENGINE": "riskapp.common.postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Work as this role, which owns no table; whoever DATABASE_URL names may become it.
if DATABASE_ROLE := env("DATABASE_ROLE", default=""):
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "assume_role": DATABASE_ROLE,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A pool before the database lends a connection for each transaction (PgBouncer): no cursor
# outlives its own.
DATABASES["default"]["IS_POOLED"] = env.bool("DATABASE_POOLED", default=False)

REDIS_URL: str = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "riskapp.common.caching.SurvivingCache",
        "LOCATION": REDIS_URL,
        # A server that is away is noticed at once; the database keeps the limits then.
        "OPTIONS": {
            "socket_connect_timeout": 0.5,
            "socket_timeout": 1,
            "retry": Retry(NoBackoff(), 1),
        },
    }
}
# Valkey is the broker too, unless another one is named: amqp:// is RabbitMQ.
CELERY_BROKER_URL: str = env("BROKER_URL", default="") or REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Kilobytes. A worker holds 180 MB after full reports and does not grow; one that holds more, as
# after a file of unusual size, is followed by another when its task has ended.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
# Nothing that could run is ever read from the broker.
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A page that queues something waits a second for a broker that is away, not six.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
    **of_transport(CELERY_BROKER_URL),
}
CELERY_BROKER_HEARTBEAT = (
    30  # RabbitMQ gives what a worker held to another after a minute
)
CELERY_TIMEZONE = "UTC"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["riskapp.accounts.adapter.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Argon2id; whoever has an older hash gets a new one at the next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "riskapp.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "riskapp.sso.forms.PasswordForm",
    "reset_password": "riskapp.accounts.forms.ForgottenPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
# Subjects of mails name no host that a request brought along.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Steps of single sign-on, each of which may ask a provider; an office shares an address.
# "key" is an address together with a provider.
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: of an address, of an address for one account ("key"), and of all addresses
    # together for one account.
    "login_failed": "10/m/ip,5/5m/key",
    "login_guesses": "100/h/key",
    # Mails about a forgotten password, which go to whatever address is typed.
    "reset_password": "20/m/ip,60/h/ip,5/h/key",
    "provider": "200/m/ip",
    "provider_step": "300/m/ip,120/m/key",
    # Programs: tokens by address, and by address and client; everything else by client.
    "api_token": "60/m/ip,30/m/key",
    "api": "1200/m/key",
}
VENDOR_HOME_URL = "questionnaires:mine"
# Single sign-on: the provider of each organisation stands in the database.
SOCIALACCOUNT_ADAPTER = "riskapp.sso.adapter.ProvidersOfOrganisations"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "riskapp.sso.adapter.OrganisationsProvider"}
}
# SAML is offered where requirements-saml.txt is installed too.
SAML_IS_INSTALLED = all(map(find_spec, ("onelogin", "xmlsec")))
if SAML_IS_INSTALLED:
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")
    SOCIALACCOUNT_PROVIDERS["saml"] = {
        "provider_class": "riskapp.sso.adapter.saml.SamlProvider"
    }
# A form must not lead to another host; riskapp.sso.http looks that a page of ours was sent off.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
# Hosts of providers that may have addresses of the network around us, and who signed for them.
SSO_INTERNAL_HOSTS: list[str] = env.list("SSO_INTERNAL_HOSTS", default=[])
# Hosts of the network around us that webhooks may reach.
WEBHOOK_INTERNAL_HOSTS: list[str] = env.list("WEBHOOK_INTERNAL_HOSTS", default=[])
SSO_CA_FILE: str = env("SSO_CA_FILE", default="")
# Who is asked for the records of domains, host:port; otherwise whom this machine asks.
SSO_DNS_SERVER: str = env("SSO_DNS_SERVER", default="")
SSO_ALLOWS_HTTP = False
# A directory that provisions members (SCIM 2.0), by the token of its organisation.
SCIM_SERVICE_PROVIDER = {
    "NETLOC": "unused",  # BASE_LOCATION_GETTER says where we are
    "BASE_LOCATION_GETTER": "riskapp.provisioning.adapter.base_location",
    "AUTH_CHECK_MIDDLEWARE": "riskapp.provisioning.http.TokenNeeded",
    "SERVICE_PROVIDER_CONFIG_MODEL": "riskapp.provisioning.adapter.Config",
    "SCHEMAS_GETTER": "riskapp.provisioning.adapter.user_schemas",
    "AUTHENTICATION_SCHEMES": [
        {
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token from Settings, Sign-in.",
            "primary": True,
        }
    ],
}
# A second factor: an authenticator app or a passkey, and codes for the day it is lost.
MFA_ADAPTER = "riskapp.accounts.adapter.SealedSecretsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate_webauthn": "riskapp.accounts.forms.PasskeyForm",
    "login_webauthn": "riskapp.accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "riskapp.accounts.forms.PasskeyAgainForm",
    "add_webauthn": "riskapp.accounts.forms.AddPasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # half a minute for clocks that differ and fingers that are slow
MFA_ALLOW_UNVERIFIED_EMAIL = True  # members are added by an administrator, not by mail
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# In the database alone: a session outlives Valkey (docs/decisions/020-without-valkey.md).
SESSION_ENGINE = "riskapp.common.sessions"
# A member is signed out after so long without a sign of life, and after so long in any case.
MEMBER_IDLE_MINUTES: int = env.int("MEMBER_IDLE_MINUTES", default=30)
MEMBER_SESSION_HOURS: int = env.int("MEMBER_SESSION_HOURS", default=12)
# Roles, settings and decisions ask for the password again after so long; 0: never.
ASK_AGAIN_MINUTES: int = env.int("ASK_AGAIN_MINUTES", default=15)
SESSION_COOKIE_HTTPONLY = True
# No cookie but those of the session, the language and forged requests.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "riskapp.common.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's form icons are data: pictures
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

LANGUAGE_CODE = "en"
# A language is offered where it has a file of texts; what gettext reads is made from it.
LANGUAGE_FILES = ROOT / "locale"
LANGUAGES = languages_in(LANGUAGE_FILES)
LOCALE_PATHS = [DATA / "locale"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA / "static")))
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(DATA / "media")))
STORAGES = {
    "default": file_storage(env),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "evidence": evidence_storage(env),
}
# The fonts are for documents, which read them from the disk; no browser asks for one.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")
# Where rows keep their files, by storage; whatever no row names there is swept nightly.
STORED_FOLDERS = {"default": ("reports", "copies"), "evidence": ("evidence",)}
# What vendors attach: a virus scanner (clamd) checks it where one is named.
CLAMAV_HOST: str = env("CLAMAV_HOST", default="")
CLAMAV_PORT: int = env.int("CLAMAV_PORT", default=3310)
CLAMAV_TIMEOUT: int = env.int("CLAMAV_TIMEOUT", default=60)
# A file may have 20 MB and is told so in words; what is far bigger is not even read.
FILE_UPLOAD_HANDLERS = [
    "riskapp.common.uploads.RefuseHugeRequests",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DEFAULT_FROM_EMAIL: str = env("DEFAULT_FROM_EMAIL", default="riskapp@localhost")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds; a mail server that does not answer holds nobody longer

# What this product adds to questionnaires: the keys that speak of risk.
QUESTIONNAIRE_EXTENSION = "riskapp.scoring.rated.extension.EXTENSION"
# The questionnaires package asks for the ids a document may name; scoring knows them.
QUESTIONNAIRE_CRITERIA = "riskapp.scoring.catalogue.known_criteria"
# What a question bears on, in exact words, for whoever wants to know why it is asked.
QUESTIONNAIRE_PROVISIONS = "riskapp.scoring.languages.provisions_behind"
# Who a vendor can ask about an assessment.
QUESTIONNAIRE_CONTACT = "riskapp.assessments.queries.contact.contact_of"
# How whoever asks words the mails.
QUESTIONNAIRE_MAIL_WORDS = "riskapp.assessments.queries.mail_words.mail_words"
# What is published about AI tools, to be shown beside the questions it speaks of.
QUESTIONNAIRE_GUIDE = "riskapp.tools.mapping.guide_for"
# Which edition of it counts; what is kept in a process is kept by this.
QUESTIONNAIRE_GUIDE_EDITION = "riskapp.tools.catalogue.edition"
# Whose files of published facts about AI tools are taken: public keys in base64 (Ed25519).
CATALOGUE_KEYS: list[str] = env.list("CATALOGUE_KEYS", default=[])
# For so many seconds a process goes on with the catalogue it knows before it looks again.
CATALOGUE_SECONDS: int = env.int("CATALOGUE_SECONDS", default=30)
NOTIFICATION_WORDS = "riskapp.assessments.queries.wording.in_language"
# The register of vendors asks what was assessed of its work.
ASSESSMENTS_OF_WORK = "riskapp.assessments.queries.work"
# Who sums up what is known of a vendor for its page.
VENDOR_PICTURE = "riskapp.dashboards.queries.vendor"
# Who compares answers with what a contract addendum promised.
CONTRACT_DIFFERENCES = "riskapp.reports.actions.promising.contract_differences"
# Who is signed in with a second factor, for organisations that ask for it.
QUESTIONNAIRE_ACCOUNTS = "riskapp.accounts.access.VendorAccounts"
# What a response shows the database that its rows belong to.
QUESTIONNAIRE_WALL = "riskapp.common.wall.ResponseWall"
# Who reads answered questionnaires of somebody else.
QUESTIONNAIRE_OTHER_FILES = "riskapp.other_forms.files.read_other"
# Who verifies answers that were signed for somebody else, and reads them.
QUESTIONNAIRE_SIGNED_FILES = "riskapp.signed_answers.actions.reading.read_signed"
# For how long after their submission signed answers are believed elsewhere.
SIGNED_ANSWERS_DAYS: int = env.int("SIGNED_ANSWERS_DAYS", default=365)
INVITATION_DAYS = 60
# How many mails people at vendors can cause for one organisation within an hour.
QUESTIONNAIRE_MAILS_PER_HOUR: int = env.int("VENDOR_MAILS_PER_HOUR", default=300)
# How many people an organisation, and how many a directory, can invite within an hour.
MEMBER_INVITATIONS: int = env.int("MEMBER_INVITATIONS_PER_HOUR", default=500)
SCIM_INVITATIONS: int = env.int("SCIM_INVITATIONS_PER_HOUR", default=200)
DIRECTORY_TOKEN_DAYS: int = env.int("DIRECTORY_TOKEN_DAYS", default=365)
# For so long a token of an API client is good; a day is the longest.
API_TOKEN_MINUTES: int = env.int("API_TOKEN_MINUTES", default=60)
# So many days before a credential ends, by what the vendor said, it is asked to confirm.
ROTATION_WARNING_DAYS: int = env.int("ROTATION_WARNING_DAYS", default=14)
RESPONDENT_IDLE_MINUTES: int = env.int("RESPONDENT_IDLE_MINUTES", default=240)
# Where people reach the product, for links in mails.
PUBLIC_URL: str = env("PUBLIC_URL", default="http://localhost:8000")
# Who is told of a weakness, in /.well-known/security.txt, and the last day that holds.
SECURITY_CONTACT: list[str] = env.list("SECURITY_CONTACT", default=[])
SECURITY_UNTIL: str = env("SECURITY_UNTIL", default="")
# Reports: how long files are kept, how much memory one may take beyond the worker's own, and
# where certificates lie that sign them.
REPORT_RETENTION_DAYS: int = env.int("REPORT_RETENTION_DAYS", default=730)
REPORT_MEMORY_MB: int = env.int("REPORT_MEMORY_MB", default=1024)
REPORT_SIGNING_DIR: str = env("REPORT_SIGNING_DIR", default="")

# Log lines: "line" for people, "json" for machines.
LOG_STYLE: str = env("LOG_STYLE", default="line")
LOGGING = logging_config(LOG_STYLE)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID: bool = env.bool(
    "TRUST_REQUEST_ID", default=False
)
# Where the end of each audit trail is kept every day: addresses, and a folder (of a disk or
# bucket that writes once).
AUDIT_ANCHOR_MAIL: list[str] = env.list("AUDIT_ANCHOR_MAIL", default=[])
AUDIT_ANCHOR_DIR: str = env("AUDIT_ANCHOR_DIR", default="")
# Who gets every entry by syslog over TLS, a minute after it: HOST or HOST:PORT.
AUDIT_SYSLOG: str = env("AUDIT_SYSLOG", default="")
AUDIT_SYSLOG_CA: str = env("AUDIT_SYSLOG_CA", default="")
AUDIT_SYSLOG_FORMAT: str = env("AUDIT_SYSLOG_FORMAT", default="cef")
# Numbers for Prometheus at /metrics, for who sends this; without it there is no such page.
METRICS_TOKEN: str = env("METRICS_TOKEN", default="")
# Where pg_dump and pg_restore are, when not on the path.
PG_BIN: str = env("PG_BIN", default="")
# With less room than this on a disk, /health/ready says that it is full.
LEAST_FREE_MB: int = env.int("LEAST_FREE_MB", default=200)

# Of several clocks one acts.
CELERY_BEAT_SCHEDULER = "riskapp.celery:OneClock"
CELERY_BEAT_SCHEDULE = SCHEDULE
