from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("commerce", "0011_currency_of_figures")]

    operations = [
        AddIndexConcurrently(
            "order", models.Index(fields=["number", "-placed_at"], name="order_by_number")
        ),
        AddIndexConcurrently(
            "order", models.Index(fields=["public_id"], name="order_by_public_id")
        ),
    ]
