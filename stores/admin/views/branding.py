"""The theme editor: a look is made as a draft, seen on the shop's own pages, then published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.forms.branding import BrandingForm, colours_sent
from stores.looks import samples
from stores.looks.contrast import check, faint, suggest
from stores.looks.font_pairs import FONT_PAIRS
from stores.looks.preview import CHANGE, preview_query, sign
from stores.looks.themes import THEMES
from stores.models import Branding, BrandingVersion, Store, User
from stores.models.look import COLOURS, Look
from stores.services.branding import (
    discard_draft,
    draft_of,
    history_of,
    publish_look,
    save_draft,
)

WIDTHS = ("desktop", "phone")
ANYWAY = "anyway"
"""What the button says that is offered where a palette is hard to read."""


class OfBranding(View):
    """For whoever may change the looks of a store; the control host has none."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.store.is_platform:
            raise Http404
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined]

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def look(self) -> BrandingVersion:
        """What is being worked on: the draft, or a copy of what shoppers see. Not saved."""
        if draft := draft_of(self.store):
            return draft
        return BrandingVersion(store=self.store).take(Branding.objects.get(store=self.store))

    def token(self, look: Look) -> str:
        return sign(look, store_id=self.store.pk, user_id=self.user.pk)


class BrandingView(OfBranding, WagtailAdminTemplateMixin, TemplateView):
    template_name = "stores/branding/editor.html"
    page_title = gettext_lazy("Branding")
    header_icon = "view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(BrandingForm(instance=self.look(), for_user=self.user))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BrandingForm(self.sent(), instance=self.look(), for_user=self.user)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved yet: please look at the marked fields."))
            return self.show(form)
        if "publish" in request.POST:
            return self.publish(form)
        if "save" in request.POST:
            save_draft(form.instance, store=self.store, user=self.user)
            messages.success(request, _("The draft is saved. Shoppers see it when you publish it."))
            return redirect("branding_settings")
        return self.show(form)  # Preview, or a mended colour: seen, not saved.

    def sent(self) -> Any:
        """With the suggested colours in it, if a button asked for them."""
        asked = self.request.POST.getlist("fix")
        colours = colours_sent(self.request.POST) if asked else None
        if colours is None:
            return self.request.POST
        data = self.request.POST.copy()
        for name, colour in suggest(colours).items():
            if name in asked or "all" in asked:
                data[name] = colour
        return data

    def publish(self, form: BrandingForm) -> HttpResponse:
        """A palette that is hard to read goes out only if somebody says so."""
        if faint(palette_of(form.instance)) and self.request.POST["publish"] != ANYWAY:
            return self.show(form, asks_to_confirm=True)
        publish_look(form.instance, store=self.store, user=self.user)
        messages.success(self.request, _("Published: your shop has its new look."))
        return redirect("branding_settings")

    def show(self, form: BrandingForm, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        # A field with an error leaves the look as it was; the preview shows the rest.
        look = form.instance if not form.errors else self.look()
        live = Branding.objects.get(store=self.store)
        return super().get_context_data(
            media=form.media,
            draft=draft_of(self.store),
            live=live,
            is_live=look.looks_like(live),
            history=history_of(self.store),
            themes=THEMES.values(),
            font_pairs=FONT_PAIRS,
            contrast=contrast_of(palette_of(look)),
            preview=self.preview(look),
            **kwargs,
        )

    def preview(self, look: Look) -> dict[str, Any]:
        asked = self.request.POST.get("preview_page", "")
        width = self.request.POST.get("preview_width", "")
        pages = samples.pages()
        page = asked if asked in pages else "home"
        query = preview_query(self.token(look))
        return {
            "pages": [
                {"code": code, "label": label, "address": address, "is_shown": code == page}
                for code, (label, address) in pages.items()
            ],
            "page": page,
            "width": width if width in WIDTHS else WIDTHS[0],
            "query": query,
            "address": f"{pages[page][1]}?{query}",
        }


class BrandingCheckView(OfBranding):
    """For the page's script, while somebody tries colours: what is hard to read, what would mend
    it, and the address of the preview. Keeps nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BrandingForm(request.POST, instance=self.look(), for_user=self.user)
        colours = colours_sent(request.POST)
        answer: dict[str, Any] = {"contrast": contrast_of(colours) if colours else None}
        if form.is_valid():
            answer["query"] = preview_query(self.token(form.instance))
            answer["classes"] = form.instance.body_classes
        else:
            answer["errors"] = {name: errors[0] for name, errors in form.errors.items()}
        response = JsonResponse(answer)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class DiscardView(OfBranding):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if discard_draft(store=self.store):
            messages.success(request, _("The draft is gone. This is what shoppers see."))
        return redirect("branding_settings")


class ThemeView(OfBranding):
    """Fills the draft with a ready theme; the logo stays."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        theme = THEMES.get(code)
        if theme is None:
            raise Http404
        look = self.look()
        theme.put_on(look)
        save_draft(look, store=self.store, user=self.user)
        messages.success(
            request,
            _("The draft wears “%(theme)s”. Change what you like, then publish.")
            % {"theme": theme.name},
        )
        return redirect("branding_settings")


class RestoreView(OfBranding):
    """Fills the draft with a look of before."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        published = BrandingVersion.objects.filter(store=self.store, published_at__isnull=False)
        version = get_object_or_404(published, pk=pk)
        save_draft(version, store=self.store, user=self.user)
        messages.success(request, _("The draft is this earlier look. Publish it to go back to it."))
        return redirect("branding_settings")


def palette_of(look: Look) -> dict[str, str]:
    return {name: getattr(look, name) for name in COLOURS}


def contrast_of(palette: dict[str, str]) -> dict[str, Any]:
    """Every pair with its ratio and the colours to change, as the page and its script show them."""
    labels = BrandingForm.Meta.labels
    return {
        "pairs": [
            {
                "label": str(checked.pair.label),
                "front": palette[checked.pair.front],
                "back": palette[checked.pair.back],
                "ratio": checked.shown,
                "is_readable": checked.is_readable,
            }
            for checked in check(palette)
        ],
        "fixes": [
            {"name": name, "label": str(labels[name]), "from": palette[name], "to": colour}
            for name, colour in suggest(palette).items()
        ],
    }
