"""Publishing and refusing many reviews at once, from their list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from catalog.models import Review
from catalog.services.reviews import delete_reviews, moderate


class ReviewBulkAction(BulkAction):
    models = [Review]
    template_name = "catalog/admin/reviews_bulk.html"
    permission = "catalog.change_review"
    question: Any
    button: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail shows what somebody may not change; reviews are not even for reading then."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        return Review.objects.values_list("pk", flat=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=self.question, button=self.button, **kwargs)


class PublishReviews(ReviewBulkAction):
    display_name = _("Publish")
    aria_label = _("Publish the chosen reviews")
    action_type = "publish"
    action_priority = 10
    question = _("Publish these reviews? Shoppers see them at once.")
    button = _("Publish")

    @classmethod
    def execute_action(cls, objects: Iterable[Review], **kwargs: Any) -> tuple[int, int]:
        ids = [review.pk for review in objects]
        return moderate(review_ids=ids, status=Review.Status.PUBLISHED), 0

    def get_success_message(self, number: int, children: int) -> str:
        return ngettext("%(n)d review published.", "%(n)d reviews published.", number) % {
            "n": number
        }


class RefuseReviews(ReviewBulkAction):
    display_name = _("Refuse")
    aria_label = _("Refuse the chosen reviews")
    action_type = "refuse"
    action_priority = 20
    question = _("Refuse these reviews? Shoppers do not see them; you can publish them later.")
    button = _("Refuse")

    @classmethod
    def execute_action(cls, objects: Iterable[Review], **kwargs: Any) -> tuple[int, int]:
        ids = [review.pk for review in objects]
        return moderate(review_ids=ids, status=Review.Status.REFUSED), 0

    def get_success_message(self, number: int, children: int) -> str:
        return ngettext("%(n)d review refused.", "%(n)d reviews refused.", number) % {"n": number}


class DeleteReviews(ReviewBulkAction):
    display_name = _("Delete")
    aria_label = _("Delete the chosen reviews")
    action_type = "delete"
    action_priority = 30
    classes = {"serious"}
    permission = "catalog.delete_review"
    question = _("Delete these reviews for good?")
    button = _("Delete")

    @classmethod
    def execute_action(cls, objects: Iterable[Review], **kwargs: Any) -> tuple[int, int]:
        return delete_reviews(review_ids=[review.pk for review in objects]), 0

    def get_success_message(self, number: int, children: int) -> str:
        return ngettext("%(n)d review deleted.", "%(n)d reviews deleted.", number) % {"n": number}
