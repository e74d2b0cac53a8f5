from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "riskapp.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from questionnaires.choices import add_mail
        from riskapp.decisions.choices import DECISION_MADE

        add_mail(DECISION_MADE)
