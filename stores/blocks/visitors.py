from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from stores.blocks.base import VISITORS, SampleMixin, is_sample


class NewsletterBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(
        label=_("text"),
        max_length=400,
        required=False,
        help_text=_("What you write about, and how often."),
    )

    class Meta:
        icon = "mail"
        label = _("Newsletter")
        group = VISITORS
        description = _("A field for an e-mail address. Nobody is on the list before they confirm.")
        template = "stores/blocks/newsletter.html"

    def sample(self) -> dict[str, Any]:
        return {
            "heading": _now("Letters from the shop"),
            "text": _now("Once a month, about what is new. You can leave at any time."),
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from stores.forms.newsletter import NewsletterForm

        context = super().get_context(value, parent_context=parent_context)
        context["form"] = NewsletterForm(auto_id="newsletter_%s")
        context["is_sample"] = is_sample(parent_context)
        return context


class ContactFormBlock(SampleMixin, blocks.StructBlock):
    """A contact form that there is as a page. What was wrong with a message is told there."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    form = blocks.PageChooserBlock("stores.ContactFormPage", label=_("contact form"))

    class Meta:
        icon = "form"
        label = _("Contact form")
        group = VISITORS
        description = _("One of your contact forms, within another page.")
        template = "stores/blocks/contact_form.html"

    def sample(self) -> dict[str, Any]:
        from stores.models import ContactFormPage

        form = ContactFormPage.objects.live().order_by("pk").values_list("pk", flat=True).first()
        return {"heading": _now("Write to us"), "form": form}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from stores.views.contact_form import TRAP

        context = super().get_context(value, parent_context=parent_context)
        page = value.get("form")
        context["is_sample"] = is_sample(parent_context)
        if page is not None and page.live:
            context["contact_form"] = page.get_form(
                page=page, user=None, auto_id=f"form{page.pk}_%s"
            )
            request = (parent_context or {}).get("request")
            context["action"], context["trap"] = page.get_url(request), TRAP
        return context


class JournalPostsBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    limit = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=12)
    topic = blocks.CharBlock(
        label=_("topic"),
        max_length=100,
        required=False,
        help_text=_("Only posts with this topic; empty: all."),
    )

    class Meta:
        icon = "edit"
        label = _("Journal posts")
        group = VISITORS
        description = _("The newest posts of your journal.")
        template = "stores/blocks/journal_posts.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("From the journal"), "limit": 3}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from stores.selectors.journal import latest_posts, sample_posts, with_addresses

        context = super().get_context(value, parent_context=parent_context)
        page = (parent_context or {}).get("page")
        posts = latest_posts(
            limit=value.get("limit") or 3,
            topic=value.get("topic") or "",
            locale_id=getattr(page, "locale_id", None),
        )
        if not posts and is_sample(parent_context):
            posts = sample_posts()
        with_addresses(posts, (parent_context or {}).get("request"))
        context["posts"] = posts
        context["journal"] = journal_of(posts[0].href) if posts else ""  # type: ignore[attr-defined]
        return context


def journal_of(href: str) -> str:
    """``/journal/`` of ``/journal/a-post/``."""
    return href.rstrip("/").rpartition("/")[0] + "/" if href.startswith(("/", "http")) else ""
