"""Every address of the product."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter
from django.urls.converters import PathConverter
from django.views.i18n import set_language

from riskapp.common.views import health, security_txt
from riskapp.machines.views import api, give_token
from riskapp.reports.views import shared, shared_file, shared_report, verify
from riskapp.sso.views import begin, by_provider, come, confirm_by_provider


class Anything(PathConverter):
    """What may stand in an address, a line break too, which ``path`` leaves out."""

    regex = r"[\s\S]+"


register_converter(Anything, "anything")
handler400 = "riskapp.common.views.refused"
handler500 = "riskapp.common.views.failed"

# Rooms of their own, one namespace: people and links know them as assessments.
OF_ASSESSMENTS = [
    path("", include("riskapp.assessments.urls")),
    path("", include("riskapp.decisions.urls")),
    path("", include("riskapp.facts.urls")),
    path("", include("riskapp.activity.urls")),
    path("", include("riskapp.findings.urls")),
    path("", include("riskapp.results.urls")),
    path("", include("riskapp.review.urls")),
    path("", include("riskapp.sending.urls")),
]

urlpatterns = [
    # First what is asked for most: a questionnaire saves with every answer.
    path("respond/", include("questionnaires.urls")),
    path("respond/", include("riskapp.vendor_copies.urls")),
    path("", include("riskapp.dashboards.urls")),
    path("work/", include("riskapp.desk.urls")),
    path("vendors/", include("riskapp.vendors.urls")),
    path("notifications/", include("riskapp.notifications.urls")),
    path("tools/", include("riskapp.inventory.urls")),
    path("assessments/", include((OF_ASSESSMENTS, "assessments"))),
    path("incidents/", include("riskapp.incidents.urls")),
    path("terms/", include("riskapp.terms.urls")),
    path("reports/", include("riskapp.reports.urls")),
    path("audit/", include("riskapp.audit.urls")),
    path("lists/", include("riskapp.lists.urls")),
    path("", include("riskapp.signed_answers.urls")),
    path("settings/set-up/", include("riskapp.setup.urls")),
    path("settings/sign-in/", include("riskapp.sso.urls")),
    path("settings/privacy/", include("riskapp.privacy.urls")),
    path("settings/api/", include("riskapp.machines.urls")),
    path("settings/", include("riskapp.organisations.urls")),
    path("accounts/", include("riskapp.accounts.urls")),
    path("accounts/provider/", by_provider, name="account_provider"),
    path(
        "accounts/provider/confirm/",
        confirm_by_provider,
        name="account_confirm_by_provider",
    ),
    # Named by django-allauth.
    path("accounts/oidc/<uuid:provider_id>/login/", begin, name="openid_connect_login"),
    path(
        "accounts/oidc/<uuid:provider_id>/login/callback/",
        come,
        name="openid_connect_callback",
    ),
    *(
        [path("accounts/saml/", include("riskapp.sso.adapter.saml"))]
        if settings.SAML_IS_INSTALLED
        else []
    ),
    path("scim/v2/", include("riskapp.provisioning.urls")),
    path("api/v1/token", give_token, name="api_token"),
    path("api/v1/<anything:rest>", api, name="api"),
    path("shared/", shared, name="shared"),
    path("shared/report/", shared_report, name="shared_report"),
    path("shared/report/file/", shared_file, name="shared_file"),
    path("verify/", verify, name="verify"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", health, name="health"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
]
