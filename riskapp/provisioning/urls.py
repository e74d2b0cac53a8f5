"""Addresses that a directory is told; django-scim2 looks them up by these names."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django_scim.views import SchemasView, ServiceProviderConfigView

from riskapp.provisioning.views import People, ResourceTypes

app_name = "scim"
urlpatterns = [
    re_path(
        r"^Users(?:/(?P<uuid>[^/]+))?$",
        login_not_required(People.as_view()),
        name="users",
    ),
    path(
        "ServiceProviderConfig",
        login_not_required(ServiceProviderConfigView.as_view()),
        name="service-provider-config",
    ),
    re_path(
        r"^ResourceTypes(?:/(?P<uuid>[^/]+))?$",
        login_not_required(ResourceTypes.as_view()),
        name="resource-types",
    ),
    re_path(
        r"^Schemas(?:/(?P<uuid>[^/]+))?$",
        login_not_required(SchemasView.as_view()),
        name="schemas",
    ),
]
