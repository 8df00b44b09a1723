from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from catalog.models import Review
from catalog.services.reviews import answer_review, delete_reviews, moderate


class AnswerForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("Answer of the store"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Shown below the review. Empty: no answer."),
    )


DECISIONS = {"publish": Review.Status.PUBLISHED, "refuse": Review.Status.REFUSED}


class ReviewView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One review: read it, publish or refuse it, answer it, delete it for good."""

    template_name = "catalog/admin/review.html"
    page_title = gettext_lazy("Review")
    header_icon = "comment"
    permission_required = "change"
    model = Review

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Review)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        self.review = get_object_or_404(Review.objects.select_related("product"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = request.POST.get("decision", "")
        if decision == "delete" and request.user.has_perm("catalog.delete_review"):
            delete_reviews(review_ids=[self.review.pk])
            messages.success(request, _("The review is deleted."))
            return HttpResponseRedirect(reverse("reviews:index"))
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The answer could not be saved due to errors."))
            return self.render_to_response(self.get_context_data(form=form))
        answer_review(review=self.review, reply=form.cleaned_data["reply"])
        if decision in DECISIONS:
            moderate(review_ids=[self.review.pk], status=DECISIONS[decision])
        messages.success(request, SAID.get(decision) or _("The answer is saved."))
        return HttpResponseRedirect(reverse("reviews:index"))

    def get_page_subtitle(self) -> str:
        return str(self.review)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reviews:index"), "label": _("Reviews")},
            {"url": "", "label": str(self.review)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AnswerForm(initial={"reply": self.review.reply}))
        return super().get_context_data(
            review=self.review,
            can_delete=self.request.user.has_perm("catalog.delete_review"),
            **kwargs,
        )


SAID = {
    "publish": gettext_lazy("The review is published."),
    "refuse": gettext_lazy("The review is refused; shoppers do not see it."),
}
