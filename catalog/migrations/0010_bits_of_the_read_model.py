import catalog.models.index_bits
import django.contrib.postgres.fields
import django.db.models.deletion
import stores.models.base
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_words_of_quantities"),
        ("stores", "0023_own_languages"),
    ]

    # The rows of before have no place in the bits: ``manage.py reindex_store`` writes them anew.
    operations = [
        migrations.RunSQL("DELETE FROM catalog_productindex", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="FacetGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("option", "Option"),
                            ("attribute", "Attribute"),
                            ("brand", "Brand"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(help_text="The name in small letters.", max_length=80)),
                ("slug", models.CharField(help_text="Its name in addresses.", max_length=80)),
                ("name", models.CharField(max_length=80)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "size",
                    models.PositiveIntegerField(default=0, help_text="How many values it has."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FacetValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="The label in small letters.", max_length=120)),
                ("slug", models.CharField(help_text="Its name in addresses.", max_length=120)),
                ("label", models.CharField(max_length=120)),
                ("colour", models.CharField(blank=True, max_length=7)),
                ("position", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="IndexBits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("token", models.CharField(db_collation="C", max_length=100)),
                ("chunk", models.IntegerField()),
                ("bits", catalog.models.index_bits.BitsField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchSpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("key", models.CharField(db_collation="C", max_length=40)),
                ("word", models.CharField(db_collation="C", max_length=40)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="productindex",
            name="product_index_search",
        ),
        migrations.RemoveIndex(
            model_name="productindex",
            name="product_index_name",
        ),
        migrations.RemoveIndex(
            model_name="productindex",
            name="product_index_price",
        ),
        migrations.RemoveIndex(
            model_name="productindex",
            name="product_index_new",
        ),
        migrations.RemoveField(
            model_name="productindex",
            name="search",
        ),
        migrations.AddField(
            model_name="productindex",
            name="is_on_sale",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="productindex",
            name="ordinal",
            field=models.IntegerField(
                default=0, help_text="Its place in the bits of this store and language."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="productindex",
            name="tokens",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="productindex",
            name="popularity",
            field=models.IntegerField(default=0, help_text="Units sold in the last months."),
        ),
        migrations.AddIndex(
            model_name="productindex",
            index=models.Index(
                fields=["store", "language", "name", "product"],
                include=("ordinal",),
                name="index_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="productindex",
            index=models.Index(
                fields=["store", "language", "price_min", "product"],
                include=("ordinal",),
                name="index_by_price",
            ),
        ),
        migrations.AddIndex(
            model_name="productindex",
            index=models.Index(
                fields=["store", "language", "-published_at", "-product"],
                include=("ordinal",),
                name="index_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="productindex",
            index=models.Index(
                fields=["store", "language", "-popularity", "-published_at", "-product"],
                include=("ordinal",),
                name="index_by_popularity",
            ),
        ),
        migrations.AddConstraint(
            model_name="productindex",
            constraint=models.UniqueConstraint(
                fields=("store", "language", "ordinal"), name="one_index_row_an_ordinal"
            ),
        ),
        migrations.AddField(
            model_name="facetgroup",
            name="store",
            field=stores.models.base.StoreForeignKey(related_name="+"),
        ),
        migrations.AddField(
            model_name="facetvalue",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="values",
                to="catalog.facetgroup",
            ),
        ),
        migrations.AddField(
            model_name="facetvalue",
            name="store",
            field=stores.models.base.StoreForeignKey(related_name="+"),
        ),
        migrations.AddField(
            model_name="indexbits",
            name="store",
            field=stores.models.base.StoreForeignKey(related_name="+"),
        ),
        migrations.AddField(
            model_name="searchspelling",
            name="store",
            field=stores.models.base.StoreForeignKey(related_name="+"),
        ),
        migrations.AddConstraint(
            model_name="facetgroup",
            constraint=models.UniqueConstraint(
                fields=("store", "language", "slug"), name="facet_slug_once_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="facetvalue",
            constraint=models.UniqueConstraint(
                fields=("group", "key"), name="facet_value_once_a_group"
            ),
        ),
        migrations.AddConstraint(
            model_name="facetvalue",
            constraint=models.UniqueConstraint(
                fields=("group", "slug"), name="facet_value_slug_once_a_group"
            ),
        ),
        migrations.AddConstraint(
            model_name="indexbits",
            constraint=models.UniqueConstraint(
                fields=("store", "language", "token", "chunk"), name="index_bits_once_a_chunk"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchspelling",
            constraint=models.UniqueConstraint(
                fields=("store", "language", "key", "word"), name="spelling_once_a_word"
            ),
        ),
    ]
