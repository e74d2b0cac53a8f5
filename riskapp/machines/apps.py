from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "riskapp.machines"
    label = "machines"
