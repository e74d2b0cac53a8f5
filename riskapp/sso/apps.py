from django.apps import AppConfig


class SingleSignOnConfig(AppConfig):
    name = "riskapp.sso"
    label = "sso"

    def ready(self) -> None:
        from riskapp.sso import receivers  # connects them
