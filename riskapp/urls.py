"""Every address of the product."""

from django.urls import include, path

from riskapp.common.views import health

urlpatterns = [
    path("", include("riskapp.dashboards.urls")),
    path("vendors/", include("riskapp.vendors.urls")),
    path("assessments/", include("riskapp.assessments.urls")),
    path("reports/", include("riskapp.reports.urls")),
    path("settings/", include("riskapp.organisations.urls")),
    path("respond/", include("questionnaires.urls")),
    path("accounts/", include("riskapp.accounts.urls")),
    path("health/", health, name="health"),
]
