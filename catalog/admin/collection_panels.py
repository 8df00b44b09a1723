from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from catalog.admin.collection_form import CollectionForm, RuleFormSet
from catalog.admin.formsets import ListPanel
from catalog.admin.rule_choices import RuleChoicesPanel
from catalog.admin.search_engines import search_engines_tab
from catalog.admin.translations import languages_tab

COLLECTION = [
    TitleFieldPanel(
        "name", targets=["slug"], classname="", placeholder=False, required_on_save=True
    ),
    FieldPanel("slug", required_on_save=True),
    FieldPanel("description"),
    FieldPanel("image"),
    MultiFieldPanel(
        [FieldPanel("kind"), FieldPanel("sorting"), FieldPanel("match")],
        heading=_("Products"),
    ),
    ListPanel(
        "chosen",
        panels=[FieldPanel("product", required_on_save=True)],
        heading=_("Chosen products"),
        label=_("Product"),
        help_text=_("For a collection by hand, in this order."),
    ),
    ListPanel(
        "rules",
        panels=[
            FieldRowPanel(
                [
                    FieldPanel("subject", required_on_save=True),
                    FieldPanel("name"),
                    FieldPanel("value"),
                ]
            )
        ],
        formset=RuleFormSet,
        heading=_("Rules"),
        label=_("Rule"),
        help_text=_(
            "For a collection by rules. What fits is looked up whenever somebody comes; the preview"
            " shows what fits now."
        ),
    ),
]

COLLECTION_EDIT_HANDLER = TabbedInterface(
    [
        ObjectList([*COLLECTION, RuleChoicesPanel(), PublishingPanel()], heading=_("Collection")),
        languages_tab(),
        search_engines_tab(),
    ],
    base_form_class=CollectionForm,
)
