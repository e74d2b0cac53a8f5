from typing import Any

from django.db import migrations

OF_BUYER = ('ENG-07', 'ENG-08')


def ask_once(apps: Any, _editor: Any) -> None:
    """Where everything a buyer registered says the same of the buyer, Settings say it as well.

    Engagements keep the answers they have.
    """
    Engagement = apps.get_model('vendors', 'Engagement')
    Organisation = apps.get_model('accounts', 'Organisation')
    for organisation in Organisation.objects.filter(buyer_facts={}):
        said = Engagement.objects.filter(organisation=organisation).exclude(profile={})
        profiles = list(said.values_list('profile', flat=True))
        facts = {}
        for question in OF_BUYER:
            answers = {profile.get(question) for profile in profiles}
            if len(answers) == 1 and (answer := answers.pop()):
                facts[question] = answer
        if facts:
            organisation.buyer_facts = facts
            organisation.save(update_fields=['buyer_facts'])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0050_buyer_facts'),
        ('vendors', '0083_import_notes'),
    ]

    operations = [migrations.RunPython(ask_once, migrations.RunPython.noop)]
