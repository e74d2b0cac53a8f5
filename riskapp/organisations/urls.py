"""Addresses of an organisation's settings."""

from django.urls import path

from riskapp.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("language/", views.language, name="language"),
    path("sessions/", views.sessions, name="sessions"),
    path("rhythm/", views.rhythm, name="rhythm"),
    path("mails/", views.mails, name="mails"),
    path(
        "mails/<str:mail_kind>/<str:mail_language>/", views.mail_text, name="mail_text"
    ),
    path("members/", views.members, name="members"),
    path("members/offers/<uuid:offer_id>/again/", views.again, name="offer_again"),
    path("members/offers/<uuid:offer_id>/link/", views.link, name="offer_link"),
    path("invited/<str:token>/", views.linked, name="linked"),
    path(
        "members/offers/<uuid:offer_id>/withdraw/",
        views.withdraw,
        name="withdraw_offer",
    ),
    path("joining/", views.offer, name="offer"),
    path("joining/<str:token>/", views.offered, name="offered"),
    path("members/<int:membership_id>/", views.member, name="member"),
    path("members/<int:membership_id>/remove/", views.remove, name="remove_member"),
    path(
        "members/<int:membership_id>/second-factor/",
        views.reset_factor,
        name="reset_factor",
    ),
    path("members/<int:membership_id>/welcome/", views.welcome, name="welcome"),
]
