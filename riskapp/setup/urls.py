"""Addresses of setting up."""

from django.urls import path

from riskapp.setup.views import beginning, publishing

app_name = "setup"
urlpatterns = [
    path("", beginning.index, name="list"),
    path("mail/", beginning.mail, name="mail"),
    path("scanner/", beginning.scanner, name="scanner"),
    path("begin/", beginning.first, name="first"),
    path("begin/<str:token>/", beginning.opened, name="opened"),
    path("questionnaires/", publishing.index, name="questionnaires"),
    path("questionnaires/<uuid:draft_id>/", publishing.draft, name="draft"),
    path("questionnaires/<uuid:draft_id>/publish/", publishing.publish, name="publish"),
]
