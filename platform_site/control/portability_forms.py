from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import SlugInput

from platform_site.control.archives import archives_on_server
from platform_site.control.forms import plan_choices
from stores.models import Store
from stores.models.store import slug_validator
from stores.services.new_store import hostname_of, slug_problem, taken_words

BEGINS = (b"PK\x03\x04", b"PK\x05\x06")


class NewStoreForm(forms.Form):
    """The slug, and if wanted the name, of a store that is made from another or an archive.
    Needs the platform's scope to check."""

    slug = forms.CharField(
        label=gettext_lazy("Slug of the new store"),
        max_length=63,
        widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": False}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the new store"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: the name stays as it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].help_text = _("The store’s address: slug.%(domain)s") % {
            "domain": settings.PLATFORM_DOMAIN
        }

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        slug_validator(slug)
        if Store.all_objects.filter(slug=slug).exists():
            raise ValidationError(taken_words(slug))
        if problem := slug_problem(slug, hostname_of(Store(slug=slug))):
            raise ValidationError(problem)
        return slug


class ImportForm(NewStoreForm):
    plan = forms.ChoiceField(
        label=gettext_lazy("Plan"),
        required=False,
        choices=[],
        help_text=gettext_lazy(
            "A store that is larger than its plan allows cannot come in: choose one that is large"
            " enough."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            (
                "",
                _("As in the archive, or the usual one"),
            ),
            *plan_choices(),
        ]


class ExportForm(forms.Form):
    trade = forms.BooleanField(
        label=gettext_lazy("With orders, carts and messages"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Off: nothing that came from customers, and no stock."),
    )


class EraseForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("Type the store’s slug"),
        max_length=63,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug != self.expected:
            raise ValidationError(
                _("This is not the store’s slug, which is %(slug)s. Nothing was erased."),
                params={"slug": self.expected},
            )
        return slug


class ArchiveForm(forms.Form):
    """One of both: a file from this computer, or one that lies on the server."""

    file = forms.FileField(label=gettext_lazy("Archive from this computer"), required=False)
    on_server = forms.ChoiceField(
        label=gettext_lazy("Or one that is on the server"), required=False, choices=[]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".zip,application/zip"
        self.fields["file"].help_text = _("A file that “Export” made, of %(size)s at most.") % {
            "size": filesizeformat(settings.LARGEST_ARCHIVE)
        }
        self.fields["on_server"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((name, f"{name} ({filesizeformat(size)})") for name, size in archives_on_server()),
        ]
        self.fields["on_server"].help_text = _(
            "For larger ones. The server’s folder is %(folder)s."
        ) % {"folder": settings.ARCHIVES_ROOT}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None:
            file.seek(0)
            if not file.read(4).startswith(BEGINS):
                raise ValidationError(
                    _("%(file)s is no archive of a store."), params={"file": file.name}
                )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("file")) == bool(data.get("on_server")):
            raise ValidationError(_("Choose one archive: a file, or one that is on the server."))
        return data
