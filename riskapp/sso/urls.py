"""Addresses of the settings of single sign-on."""

from django.urls import path

from riskapp.sso import views

app_name = "sso"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("domains/", views.domain, name="domain"),
    path("domains/<uuid:domain_id>/verify/", views.verify, name="verify"),
    path("domains/<uuid:domain_id>/remove/", views.remove, name="remove"),
    path("members/<int:membership_id>/untie/", views.let_go, name="untie"),
    path("tokens/", views.make, name="make_token"),
    path("tokens/<uuid:token_id>/mine/", views.take_over, name="take_over_token"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke, name="revoke_token"),
]
