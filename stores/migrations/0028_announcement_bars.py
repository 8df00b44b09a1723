from django.db import migrations

# What stood above every page of a store becomes its first bar.
MOVE = """
INSERT INTO stores_announcementbar
    (store_id, text, link_label, link_url, style, is_dismissible, language, position, noticed_at)
SELECT id, announcement, '', '', 'accent', false, '', 0, now()
FROM stores_store WHERE id > 0 AND announcement <> ''
"""
BACK = """
UPDATE stores_store SET announcement = bar.text
FROM (
    SELECT DISTINCT ON (store_id) store_id, text FROM stores_announcementbar
    ORDER BY store_id, position, id
) bar
WHERE bar.store_id = stores_store.id
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0027_block_library")]

    operations = [
        migrations.RunSQL(MOVE, BACK),
        migrations.RemoveField(model_name="store", name="announcement"),
    ]
