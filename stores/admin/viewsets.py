"""What viewsets of several apps share."""

from __future__ import annotations


class NotChosenMixin:
    """A snippet that no form chooses: there is no chooser, which would name it to everybody who
    signs in."""

    def register_chooser_viewset(self) -> None:
        pass


NOT_EDITED: dict[str, None] = dict.fromkeys(
    (
        "add_url_name",
        "edit_url_name",
        "delete_url_name",
        "history_url_name",
        "usage_url_name",
    )
)
"""Arguments of ``get_common_view_kwargs`` for rows with screens of their own: Wagtail's views link
to none of its own for adding, editing, deleting, history and usage."""
