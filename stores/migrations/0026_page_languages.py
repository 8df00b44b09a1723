from django.conf import settings
from django.db import migrations


def give_languages(apps, schema_editor):
    """Pages are in the language of their store; before, all were in the platform's."""
    Locale = apps.get_model("wagtailcore", "Locale")
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    schema_editor.execute(
        "UPDATE stores_basepage SET locale_id = wagtailcore_locale.id"
        " FROM stores_store JOIN wagtailcore_locale ON language_code = stores_store.language"
        " WHERE stores_basepage.store_id = stores_store.id AND stores_basepage.depth > 1"
    )


class Migration(migrations.Migration):
    dependencies = [("stores", "0025_branding_versions")]

    operations = [migrations.RunPython(give_languages, migrations.RunPython.noop)]
