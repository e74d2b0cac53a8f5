"""Every address of the product."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from riskapp.common.views import health
from riskapp.reports.views import verify

handler400 = "riskapp.common.views.refused"
handler500 = "riskapp.common.views.failed"

urlpatterns = [
    path("", include("riskapp.dashboards.urls")),
    path("vendors/", include("riskapp.vendors.urls")),
    path("notifications/", include("riskapp.notifications.urls")),
    path("tools/", include("riskapp.inventory.urls")),
    path("assessments/", include("riskapp.assessments.urls")),
    path("reports/", include("riskapp.reports.urls")),
    path("audit/", include("riskapp.audit.urls")),
    path("lists/", include("riskapp.lists.urls")),
    path("settings/set-up/", include("riskapp.setup.urls")),
    path("settings/", include("riskapp.organisations.urls")),
    path("respond/", include("questionnaires.urls")),
    path("respond/", include("riskapp.copies.urls")),
    path("accounts/", include("riskapp.accounts.urls")),
    path("verify/", verify, name="verify"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", health, name="health"),
]
