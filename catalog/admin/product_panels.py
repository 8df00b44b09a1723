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

from catalog.admin.formsets import ListPanel, RelatedFormSet, ValueFormSet, VariantFormSet
from catalog.admin.product_form import ProductForm
from catalog.admin.search_engines import search_engines_tab
from catalog.admin.translations import NamesPanel, languages_tab
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
    FieldPanel("attributes"),
]

OPTIONS = ListPanel(
    "options",
    panels=[
        FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("display")]),
        NamesPanel(),
        ListPanel(
            "values",
            panels=[
                FieldRowPanel(
                    [
                        FieldPanel("value", required_on_save=True),
                        FieldPanel("colour"),
                    ]
                ),
                NamesPanel(),
                FieldPanel("image"),
            ],
            formset=ValueFormSet,
            heading=_("Values"),
            label=_("Value"),
            help_text=_("In the order shoppers see them. Variants below take their values here."),
        ),
    ],
    heading=_("Options"),
    label=_("Option"),
    max_num=Option.MAX_PER_PRODUCT,
    help_text=_("What variants differ in, up to three: such as Size and Colour. Or none."),
)

VARIANT = [
    FieldRowPanel([FieldPanel("option1"), FieldPanel("option2"), FieldPanel("option3")]),
    FieldRowPanel(
        [
            FieldPanel("sku", required_on_save=True),
            FieldPanel("price"),
            FieldPanel("compare_at_price"),
        ]
    ),
    FieldRowPanel(
        [FieldPanel("stock_policy"), FieldPanel("backorder_until"), FieldPanel("low_stock_at")]
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("barcode"), FieldPanel("weight_grams"), FieldPanel("cost")],
            ),
            FieldPanel("image"),
        ],
        heading=_("Barcode, weight, cost and picture"),
    ),
]

VARIANTS = [
    HelpPanel(
        content=_(
            "A product has at least one variant, which has the SKU and the price. Stock is counted"
            " on a page of its own and does not change when you publish."
        )
    ),
    OPTIONS,
    ListPanel(
        "variants",
        panels=VARIANT,
        formset=VariantFormSet,
        heading=_("Variants"),
        label=_("Variant"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("tax_class"),
            FieldRowPanel([FieldPanel("minimum_quantity"), FieldPanel("maximum_quantity")]),
        ],
        heading=_("Tax and quantities"),
    ),
]

FOUND = [
    ListPanel(
        "product_categories",
        panels=[FieldPanel("category", required_on_save=True)],
        heading=_("Categories"),
        label=_("Category"),
    ),
    FieldPanel("brand"),
    FieldPanel("tags"),
    ListPanel(
        "related_products",
        panels=[FieldPanel("related", required_on_save=True)],
        formset=RelatedFormSet,
        heading=_("Goes well with it"),
        label=_("Product"),
        help_text=_("Shown on the product's page, before what is often bought together."),
    ),
]

PRODUCT_EDIT_HANDLER = TabbedInterface(
    [
        ObjectList([*PRODUCT, PublishingPanel()], heading=_("Product")),
        ObjectList(VARIANTS, heading=_("Variants and prices")),
        ObjectList(FOUND, heading=_("Where it is found")),
        languages_tab(of_product=True),
        search_engines_tab(),
    ],
    base_form_class=ProductForm,
)
