from typing import Any

from django.db import migrations

from riskapp.common.names import TWIN, normal


def fill(apps: Any, schema_editor: Any) -> None:
    """Give every name its normal form; a twin that is there already keeps a mark of its own."""
    for model, place in (('Vendor', 'organisation_id'), ('Engagement', 'vendor_id')):
        rows = apps.get_model('vendors', model).objects
        seen: set[tuple[Any, str]] = set()
        changed = []
        for row in rows.order_by('created_at', 'pk').iterator():
            key = normal(row.name)
            if (getattr(row, place), key) in seen:
                key = f'{key}{TWIN}{row.pk.hex}'
            seen.add((getattr(row, place), key))
            changed.append((row.pk, key))
        for pk, key in changed:
            rows.filter(pk=pk).update(name_key=key)


class Migration(migrations.Migration):

    dependencies = [('vendors', '0080_names')]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
