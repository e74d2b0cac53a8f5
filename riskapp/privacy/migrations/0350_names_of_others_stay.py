"""An erasure replaces no name of a vendor, and a name that somebody typed only where it is
said to be theirs."""

from django.db import migrations

NARROW = """
DO $do$ DECLARE said text; BEGIN
    said := pg_get_functiondef('privacy_put_pseudonym(text, text[], text[], text)'::regprocedure);
    EXECUTE replace(said, 'AND is_generated = ''NEVER''', {narrower});
END $do$;
"""
MORE = """AND is_generated = ''NEVER''
            AND (wanted, column_name::text) NOT IN (
                (''vendors_vendor'', ''name''), (''vendors_vendor'', ''name_key''),
                (''questionnaires_response'', ''asked_by''),
                (''questionnaires_response'', ''respondent_name''))
            AND wanted <> ''accounts_organisation''"""
UNNAME = """
CREATE FUNCTION privacy_unname(wanted text, ids text[], person text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET riskapp.forgets = 'on' AS $$
DECLARE named text := CASE wanted
    WHEN 'questionnaires_respondent' THEN 'name'
    WHEN 'questionnaires_response' THEN 'attested_name'
    WHEN 'questionnaires_responseevent' THEN 'actor' END;
BEGIN
    IF named IS NULL OR person !~ '^[A-Z2-7]{8}$' THEN
        RAISE EXCEPTION 'only names of people make room, for a pseudonym'
            USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET %2$I = $1 WHERE %2$I <> '''' AND id::text = ANY($2)', wanted, named)
        USING 'erased person #' || person, ids;
END $$;
REVOKE ALL ON FUNCTION privacy_unname(text, text[], text) FROM PUBLIC;
DO $do$ BEGIN
    EXECUTE format('ALTER FUNCTION privacy_unname(text, text[], text) SET search_path = %I, pg_temp',
        current_schema());
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0301_needed_elsewhere")]
    operations = [
        migrations.RunSQL(
            NARROW.format(narrower=f"'{MORE}'"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            UNNAME, "DROP FUNCTION privacy_unname(text, text[], text)"
        ),
    ]
