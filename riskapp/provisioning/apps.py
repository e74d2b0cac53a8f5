from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "riskapp.provisioning"
    label = "provisioning"
