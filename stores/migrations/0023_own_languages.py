from django.db import migrations

from stores.audit.operations import AuditModel

# What a store says of itself; whatever is not named here is the platform's to say.
OWN = (
    "id",
    "name",
    "tagline",
    "prices_include_tax",
    "language",
    "languages",
    "time_zone",
    "country",
    "contact_email",
    "contact_phone",
    "contact_address",
    "announcement",
    "requires_second_factor",
    "updated_at",
)
KEEP = f"""
CREATE OR REPLACE FUNCTION galleria_keep_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text[] := string_to_array('{",".join(OWN)}', ',');
BEGIN
    IF coalesce(
        NULLIF(current_setting('galleria.sees_from', true), '')::bigint
        < NULLIF(current_setting('galleria.sees_to', true), '')::bigint, false
    ) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - own IS DISTINCT FROM to_jsonb(OLD) - own THEN
        RAISE EXCEPTION 'only the platform changes the standing of a store'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DO $$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION galleria_keep_standing() SET search_path = %I, pg_temp', current_schema()
    );
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0022_languages")]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        AuditModel(
            "Store",
            "store",
            columns=[
                "name",
                "slug",
                "status",
                "status_message",
                "status_until",
                "erase_at",
                "in_maintenance",
                "maintenance_message",
                "plan_id",
                "trial_ends_at",
                "overrides",
                "is_template",
                "is_test_mode",
                "currency",
                "prices_include_tax",
                "language",
                "languages",
                "time_zone",
                "country",
                "contact_email",
                "requires_second_factor",
            ],
            store_column="id",
        ),
    ]
