"""Addresses of the first pages."""

from django.urls import path

from riskapp.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("samples/", views.samples, name="add_samples"),
    path("sign/", views.signing, name="signing"),
    path("decisions/", views.auditing, name="auditing"),
    path("running/", views.administering, name="administering"),
    path("portfolio/", views.overview, name="overview"),
    path("portfolio/engagements/", views.standing_list, name="standings"),
    path("portfolio/moved/", views.moved, name="moved"),
    path("portfolio/dates/", views.date_list, name="dates"),
]
