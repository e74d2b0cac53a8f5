from django.apps import AppConfig


class VendorCopiesConfig(AppConfig):
    name = "riskapp.vendor_copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskapp.vendor_copies import receivers
