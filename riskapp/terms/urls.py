"""Addresses of what is published about AI tools."""

from django.urls import path

from riskapp.terms import views

app_name = "terms"
urlpatterns = [
    path("", views.index, name="list"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("take/", views.take, name="take"),
    path("<int:version>/<str:plan>/", views.plan, name="plan"),
]
