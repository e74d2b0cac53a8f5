"""Every address of the product."""

from django.urls import include, path

from riskapp.common.views import health

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("respond/", include("questionnaires.urls")),
    path("health/", health, name="health"),
]
