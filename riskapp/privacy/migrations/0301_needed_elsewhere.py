"""Whether another organisation needs an account is asked of the database itself: whoever works
for one organisation need not see a row of another to know."""

from django.db import migrations

ASK = """
CREATE FUNCTION privacy_is_needed_elsewhere(who bigint, address text, here uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM accounts_membership WHERE user_id = who AND organisation_id <> here)
        OR EXISTS (SELECT FROM audit_auditentry WHERE actor_id = who AND organisation_id IS DISTINCT FROM here)
        OR EXISTS (SELECT FROM accounts_offer WHERE lower(email) = lower(address) AND organisation_id <> here)
        OR EXISTS (SELECT FROM accounts_directoryentry WHERE lower(email) = lower(address) AND organisation_id <> here)
        OR EXISTS (SELECT FROM vendors_contact AS contact JOIN vendors_vendor AS vendor
            ON vendor.id = contact.vendor_id
            WHERE lower(contact.email) = lower(address) AND vendor.organisation_id <> here)
        OR EXISTS (SELECT FROM questionnaires_invitation AS way JOIN questionnaires_response AS response
            ON response.id = way.response_id
            WHERE lower(way.email) = lower(address) AND response.tenant <> here)
        OR EXISTS (SELECT FROM questionnaires_respondent AS seat JOIN questionnaires_response AS response
            ON response.id = seat.response_id
            WHERE lower(seat.email) = lower(address) AND response.tenant <> here)
$$;
REVOKE ALL ON FUNCTION privacy_is_needed_elsewhere(bigint, text, uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0400_first_run"),
        ("privacy", "0300_initial"),
    ]
    operations = [
        migrations.RunSQL(
            ASK, "DROP FUNCTION privacy_is_needed_elsewhere(bigint, text, uuid)"
        )
    ]
