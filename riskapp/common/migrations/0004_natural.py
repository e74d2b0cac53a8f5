"""Names in the order in which people look for them; ``riskapp.common.sorting`` says the same in Python.

The body is bound when the function is made, not looked up by name when it runs: a backup fills
kept columns while no schema is searched.
"""

from django.db import migrations

NATURAL = r"""
CREATE FUNCTION riskapp_natural(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(
    regexp_replace(
        regexp_replace(riskapp_folded(said), '([0-9]+)', '00000000000000000000\1', 'g'),
        '0*([0-9]{20,})', '\1', 'g'),
    300) || E'\n' || said;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0003_turn")]

    operations = [migrations.RunSQL(NATURAL, "DROP FUNCTION riskapp_natural(text)")]
