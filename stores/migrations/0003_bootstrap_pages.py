from django.db import migrations
from wagtail.models import (
    BootstrapLocaleField,
    BootstrapTranslatableModel,
    BootstrapTranslationKeyField,
)


class Migration(migrations.Migration):
    """The pages that Wagtail's first migrations made get their locale and translation key."""

    dependencies = [
        ("stores", "0002_platform_row"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("stores.BasePage"),
        BootstrapTranslationKeyField("stores.BasePage"),
        BootstrapTranslatableModel("stores.BasePage"),
    ]
