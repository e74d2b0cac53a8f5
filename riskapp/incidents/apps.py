from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "riskapp.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from questionnaires.choices import add_mail
        from riskapp.incidents import receivers
        from riskapp.incidents.choices import INCIDENT_ASKED

        add_mail(INCIDENT_ASKED)
