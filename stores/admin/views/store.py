from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from stores.admin.views.singleton import StoreSingletonView
from stores.forms.store_information import StoreInformationForm
from stores.models import Store
from stores.services.update_store import update_store

PANEL = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline")],
            heading=_("Store"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_address"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("language"), FieldPanel("country")]),
                FieldPanel("languages"),
                FieldPanel("time_zone"),
            ],
            heading=_("Place and language"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "currency",
                    read_only=True,
                    help_text=_(
                        "All prices and orders are written in it, so that it cannot be changed"
                        " here. Speak to your provider before you sell."
                    ),
                ),
                FieldPanel("prices_include_tax"),
            ],
            heading=_("Prices"),
        ),
    ],
    base_form_class=StoreInformationForm,
).bind_to_model(Store)


class StoreView(StoreSingletonView):
    model = Store
    panel = PANEL
    url_name = "store_settings"
    page_title = _("Store")
    header_icon = "home"

    def get_object(self, queryset: object = None) -> Store:
        return Store.all_objects.get(pk=self.request.store.pk)

    def save_instance(self) -> Store:
        return update_store(
            self.form.instance, edited=self.form.changed_data, save=super().save_instance
        )
