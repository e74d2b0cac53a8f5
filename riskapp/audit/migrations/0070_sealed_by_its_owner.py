"""The chain is sealed with the rights of its owner, so that nobody who works with the product
needs the right to change an entry or a head."""

from django.db import migrations

OWNER = "ALTER FUNCTION audit_seal() SECURITY DEFINER SET search_path FROM CURRENT"
CALLER = "ALTER FUNCTION audit_seal() SECURITY INVOKER RESET search_path"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]
    operations = [migrations.RunSQL(OWNER, CALLER)]
