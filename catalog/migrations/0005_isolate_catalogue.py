from django.db import migrations

from stores.audit.operations import AuditModel
from stores.isolation.operations import IsolateModel

NAME = """
    (SELECT p.name || ' · ' || ($1 ->> 'sku') FROM catalog_product p
     WHERE p.id = ($1 ->> 'product_id')::bigint)
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_catalogue"), ("stores", "0023_own_languages")]

    # A model comes after those its foreign keys lead to.
    operations = [
        IsolateModel("Brand"),
        IsolateModel("Product"),
        IsolateModel("Category"),
        IsolateModel("Collection"),
        IsolateModel("CollectionProduct"),
        IsolateModel("CollectionRule"),
        IsolateModel("OptionValue"),
        IsolateModel("ProductTag"),
        IsolateModel("ProductTranslation"),
        IsolateModel("CategoryTranslation"),
        IsolateModel("CollectionTranslation"),
        IsolateModel("RelatedProduct"),
        IsolateModel("BoughtTogether"),
        IsolateModel("Review"),
        IsolateModel("ProductRating"),
        IsolateModel("Wishlist"),
        IsolateModel("WishlistItem"),
        IsolateModel("StockNotice"),
        IsolateModel("SearchTerm"),
        IsolateModel("SearchSynonym"),
        AuditModel(
            "Variant",
            "price",
            columns=["price", "compare_at_price", "cost"],
            name=NAME,
            on=["UPDATE"],
        ),
    ]
