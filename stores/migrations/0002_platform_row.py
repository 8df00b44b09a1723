from django.db import migrations

from stores.scope import PLATFORM_ID

# The platform is a store row of its own: Wagtail's first migrations make the tree's root,
# which belongs to it.
INSERT = f"""
INSERT INTO stores_store (
    id, name, slug, status, status_note, tagline, currency, prices_include_tax, language,
    time_zone, country, contact_email, contact_phone, contact_address, announcement,
    created_at, updated_at
) VALUES (
    {PLATFORM_ID}, 'Galleria', 'platform', 'active', '', '', 'EUR', true, 'en',
    'UTC', 'DE', '', '', '', '', now(), now()
) ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]
    run_before = [("wagtailcore", "0001_initial")]

    operations = [migrations.RunSQL(INSERT, migrations.RunSQL.noop)]
