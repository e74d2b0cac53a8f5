from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "riskapp.terms"
    label = "terms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.terms.queries.newest import newest_catalogue
        from riskapp.tools.catalogue import supply_catalogue

        supply_catalogue(newest_catalogue)
