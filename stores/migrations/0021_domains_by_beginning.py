from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("stores", "0020_domain_checks")]

    operations = [
        AddIndexConcurrently(
            "domain",
            models.Index(
                fields=["hostname"], name="domains_by_beginning", opclasses=["varchar_pattern_ops"]
            ),
        ),
    ]
