"""The addresses of an installation that has nothing but questionnaires."""

from django.urls import include, path

urlpatterns = [path("respond/", include("questionnaires.urls"))]
