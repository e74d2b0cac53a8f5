from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "riskapp.findings"
    label = "findings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from questionnaires.choices import add_mail
        from riskapp.findings.choices import POINTS_TO_ACT_ON

        add_mail(POINTS_TO_ACT_ON)
