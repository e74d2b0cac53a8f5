"""Text as people look for it, in the database; ``riskapp.common.folding`` says the same in Python.

It is one expression and not strict, so that the planner puts it in the place of the call.
"""

from django.db import migrations

FOLDED = r"""
CREATE FUNCTION riskapp_folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length(said) = length(said) THEN lower(said) ELSE
    lower(translate(replace(replace(replace(replace(replace(replace(replace(replace(
        regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),
        'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
        'þ', 'th'), 'Þ', 'th'),
        'łŁđĐðÐøØıħĦŧŦ', 'llddddooihhtt'))
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunSQL(FOLDED, "DROP FUNCTION riskapp_folded(text)")]
