"""Wagtail's forms of redirects, for one store: the site is never asked for, it is the store's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.forms import (
    ConfirmImportForm,
    ConfirmImportManagementForm,
    ImportForm,
    RedirectForm,
)
from wagtail.contrib.redirects.models import Redirect

from stores.models import Store
from stores.scope import current_store_id

MAX_IMPORT_BYTES = 1024 * 1024
ADMIN = "/admin"


class StoreRedirectForm(RedirectForm):
    site = None
    redirect_link = forms.CharField(
        label=_("Redirect to any address"),
        required=False,
        max_length=255,
        help_text=_("A whole address, or a path of this store that begins with a slash."),
    )

    class Meta(RedirectForm.Meta):
        fields = ("old_path", "is_permanent", "redirect_page", "redirect_link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = Store.objects.get(pk=current_store_id())
        self.instance.site_id = self.store.site_id

    def save(self, commit: bool = True) -> Redirect:
        """Once somebody has written it, it is theirs, and none of those that come and go."""
        self.instance.automatically_created = False
        return super().save(commit)

    def clean_old_path(self) -> str:
        path = Redirect.normalise_path(self.cleaned_data["old_path"])
        if path == ADMIN or path.startswith(f"{ADMIN}/"):
            raise forms.ValidationError(_("Addresses of the admin cannot be redirected."))
        taken = Redirect.objects.filter(old_path=path, site=self.store.site_id)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("A redirect with this path already exists."))
        return path

    def clean_redirect_link(self) -> str:
        link = self.cleaned_data["redirect_link"]
        if link.startswith("/") and not link.startswith("//"):
            link = self.store.absolute_url(link)
        if link:
            URLValidator(schemes=["http", "https"])(link)
        if len(link) > 255:
            raise forms.ValidationError(_("This address is too long."))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unset = not (cleaned.get("redirect_page") or cleaned.get("redirect_link"))
        if unset and "redirect_link" not in self.errors:
            raise forms.ValidationError(_("Choose a page, or enter an address to redirect to."))
        return cleaned


class StoreImportForm(ImportForm):
    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_IMPORT_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB: import it in parts."))
        return file


class StoreConfirmImportManagementForm(ConfirmImportManagementForm):
    def clean(self) -> dict[str, Any]:
        """Wagtail's stumbles over a name that is missing or whose signature is wrong."""
        try:
            return super().clean()
        except (KeyError, AttributeError) as error:
            raise forms.ValidationError(_("This form is not the one that was sent.")) from error


class StoreConfirmImportForm(ConfirmImportForm):
    site = None

    def clean(self) -> dict[str, Any]:
        """The view passes the site on to the form of each redirect, which has its own."""
        return {**super().clean(), "site": None}
