from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from catalog.admin.formsets import ListPanel, VariantFormSet
from catalog.admin.product_form import ProductForm
from catalog.models import Option

PRODUCT = [
    TitleFieldPanel(
        "name", targets=["slug"], classname="", placeholder=False, required_on_save=True
    ),
    FieldPanel("slug", required_on_save=True),
    FieldPanel("short_description"),
    FieldPanel("description"),
    ListPanel(
        "images",
        panels=[FieldPanel("image", required_on_save=True), FieldPanel("alt")],
        heading=_("Pictures"),
        label=_("Picture"),
        help_text=_("The first is the one in lists."),
    ),
    ListPanel(
        "product_categories",
        panels=[FieldPanel("category", required_on_save=True)],
        heading=_("Categories"),
        label=_("Category"),
    ),
    FieldPanel("attributes"),
]

VARIANTS = [
    HelpPanel(
        content=_(
            "A product has at least one variant, which has the SKU and the price. Stock is counted"
            " on a page of its own and does not change when you publish."
        )
    ),
    ListPanel(
        "options",
        panels=[FieldPanel("name", required_on_save=True)],
        heading=_("Options"),
        label=_("Option"),
        max_num=Option.MAX_PER_PRODUCT,
        help_text=_("What variants differ in, up to three: such as Size and Colour. Or none."),
    ),
    ListPanel(
        "variants",
        panels=[
            FieldRowPanel(
                [
                    FieldPanel("sku", required_on_save=True),
                    FieldPanel("price"),
                    FieldPanel("compare_at_price"),
                ]
            ),
            FieldRowPanel([FieldPanel("option1"), FieldPanel("option2"), FieldPanel("option3")]),
            FieldRowPanel([FieldPanel("weight_grams"), FieldPanel("image")]),
        ],
        formset=VariantFormSet,
        heading=_("Variants"),
        label=_("Variant"),
    ),
    MultiFieldPanel([FieldPanel("tax_class")], heading=_("Tax")),
]

PRODUCT_EDIT_HANDLER = TabbedInterface(
    [
        ObjectList([*PRODUCT, PublishingPanel()], heading=_("Product")),
        ObjectList(VARIANTS, heading=_("Variants and prices")),
    ],
    base_form_class=ProductForm,
)
