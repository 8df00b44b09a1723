from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BooleanColumn,
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from catalog.admin.reviews.review_view import ReviewView
from catalog.models import Review
from stores.admin.viewsets import NOT_EDITED


class ReviewFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Review.Status.choices, empty_label=_("All")
    )
    rating = django_filters.ChoiceFilter(
        label=_("Stars"), choices=[(n, str(n)) for n in (5, 4, 3, 2, 1)], empty_label=_("All")
    )
    bought = django_filters.BooleanFilter(
        label=_("Verified buyer"), field_name="order_id", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Review
        fields: list[str] = []


def words_of(review: Review) -> str:
    stars = ngettext("%(n)d star", "%(n)d stars", review.rating) % {"n": review.rating}
    return f"{stars}: {review.title or review.text[:80] or review.author}"


class ReviewIndexView(generic.IndexView):
    """All reviews of the store, the latest first; those chosen are published or refused at
    once."""

    page_title = _("Reviews")
    any_permission_required = ["change"]
    template_name = "catalog/admin/reviews.html"

    def get_base_queryset(self) -> QuerySet[Review]:
        return Review.objects.select_related("product")

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="review"),
            TitleColumn(
                "review",
                label=_("Review"),
                accessor=words_of,
                get_url=lambda review: reverse("reviews:edit", args=[review.pk]),
                get_title_id=lambda review: f"review_{review.pk}_title",
                sort_key="rating",
            ),
            Column("product", label=_("Product"), sort_key="product__name"),
            Column("author", label=_("Name"), sort_key="author"),
            BooleanColumn("is_verified", label=_("Verified buyer")),
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor="get_status_display",
                primary=lambda review: review.status == Review.Status.WAITING,
                sort_key="status",
            ),
        ]

    def get_add_url(self) -> None:
        return None


class ReviewViewSet(ModelViewSet):
    """Reviews come from shoppers; the store publishes, refuses and answers them."""

    model = Review
    icon = "comment"
    menu_label = _("Reviews")
    menu_name = "reviews"
    menu_order = 75
    add_to_admin_menu = True
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    filterset_class = ReviewFilterSet
    search_fields = ["title", "text", "author", "email", "product__name"]
    index_view_class = ReviewIndexView
    form_fields = ["reply"]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", ReviewView.as_view(), name="edit"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{**NOT_EDITED, **kwargs})

    def register_admin_url_finder(self) -> None:
        """Wagtail would look for an edit view of its own."""
