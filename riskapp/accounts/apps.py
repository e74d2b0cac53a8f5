from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "riskapp.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.accounts import receivers  # connects them
