from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from stores.admin.views.singleton import StoreSingletonView
from stores.forms.branding import BrandingForm, faint_pairs
from stores.models import Branding

PANEL = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("logo"), FieldPanel("favicon")], heading=gettext_lazy("Pictures")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("background"), FieldPanel("surface")]),
                FieldPanel("text", heading=gettext_lazy("Text")),
                FieldRowPanel(
                    [
                        FieldPanel("accent"),
                        FieldPanel("on_accent", heading=gettext_lazy("Text on accent")),
                    ]
                ),
            ],
            heading=gettext_lazy("Colours"),
        ),
        MultiFieldPanel(
            [FieldPanel("heading_font"), FieldPanel("body_font"), FieldPanel("radius")],
            heading=gettext_lazy("Type and shape"),
        ),
    ],
    base_form_class=BrandingForm,
).bind_to_model(Branding)


class BrandingView(StoreSingletonView):
    model = Branding
    panel = PANEL
    url_name = "branding_settings"
    page_title = gettext_lazy("Branding")
    header_icon = "view"

    def get_object(self, queryset: object = None) -> Branding:
        return Branding.objects.get(store_id=self.request.store.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if faint := faint_pairs(self.object):
            messages.warning(
                request,
                format_html(
                    "{}<br>{}",
                    _("Some of your shoppers will not be able to read this:"),
                    format_html_join("\n", "{}<br>", ((line,) for line in faint)),
                ),
            )
        return super().get(request, *args, **kwargs)
