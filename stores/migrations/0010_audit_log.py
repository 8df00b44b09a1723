from django.db import migrations

from stores.audit.operations import AUDIT_FUNCTION, KEEP_FUNCTION, AuditModel

PERSON = "SELECT email FROM stores_user WHERE id = ($1 ->> 'user_id')::bigint"


class Migration(migrations.Migration):
    dependencies = [("stores", "0009_people_and_audit")]

    operations = [
        migrations.RunSQL(
            AUDIT_FUNCTION + ";" + KEEP_FUNCTION,
            """
            DROP TRIGGER IF EXISTS galleria_kept ON stores_auditentry;
            DROP TRIGGER IF EXISTS galleria_kept_whole ON stores_auditentry;
            DROP FUNCTION IF EXISTS galleria_keep_audit();
            DROP FUNCTION IF EXISTS galleria_audit();
            """,
        ),
        AuditModel(
            "Store",
            "store",
            columns=[
                "name",
                "slug",
                "status",
                "plan_id",
                "is_test_mode",
                "currency",
                "prices_include_tax",
                "language",
                "time_zone",
                "country",
                "contact_email",
                "requires_second_factor",
            ],
            store_column="id",
        ),
        AuditModel(
            "Plan",
            "plan",
            columns=[
                "code",
                "name",
                "price",
                "currency",
                "features",
                "requires_second_factor",
                "is_default",
            ],
            store_column="",
        ),
        AuditModel(
            "Domain",
            "domain",
            columns=["hostname", "is_primary", "kind", "verified_at"],
            name="$1 ->> 'hostname'",
        ),
        AuditModel(
            "Membership",
            "member",
            columns=["user_id", "group_id", "expires_at"],
            name=f"({PERSON})",
        ),
        AuditModel(
            "Invitation",
            "invitation",
            columns=["email", "group_id", "expires_at", "accepted_at", "revoked_at"],
            name="$1 ->> 'email'",
        ),
        AuditModel(
            "SupportAccess",
            "support",
            columns=["operator_name", "reason", "expires_at", "ended_at"],
            name="$1 ->> 'operator_name'",
        ),
    ]
