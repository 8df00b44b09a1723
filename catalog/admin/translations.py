"""What the store's further languages say, in the form of the thing itself: a form for each
language, and names of options and values beside their own."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.forms import ModelForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList

from catalog.admin.attributes import AttributesField
from catalog.admin.formsets import ListFormSet, ListPanel
from stores.languages import direction, further_languages, own_name

TEXTS = ("name", "slug", "short_description", "seo_title", "search_description")
SAID = {*TEXTS, "description", "attributes"}


class TranslationFormSet(ListFormSet):
    """A form for each further language of the store, whether or not it says something yet. What
    is there in languages that the store has no more is kept, and not shown."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None:
            kwargs["queryset"] = instance.translations.filter(language__in=further_languages())
        if data is not None and not further_languages():  # The page has no such forms.
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            data = {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        super().__init__(data, *args, **kwargs)
        known = {text.language for text in self.get_queryset()}
        missing = [language for language in further_languages() if language not in known]
        self.initial_extra = [{"language": language} for language in missing]
        if not self.is_bound:
            self.extra = len(missing)

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        language = form.initial.get("language") or ""
        choices = [(code, own_name(code)) for code in further_languages()]
        form.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[("", "---"), *choices]
        )
        for name in form.fields:
            if name in TEXTS and language:
                form.fields[name].widget.attrs |= {"lang": language, "dir": direction(language)}
        if "attributes" in form.fields:
            form.fields["attributes"] = AttributesField(
                label=_("Facts"), required=False, help_text=_("All of them, or none.")
            )

    def _should_delete_form(self, form: ModelForm) -> bool:
        """A language that says nothing is none."""
        said = [form[name].value() for name in form.fields if name in SAID]
        return super()._should_delete_form(form) or not any(
            str(text or "").strip() for text in said
        )

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.kept_forms():
            language = form.cleaned_data.get("language")
            if language in seen:
                form.add_error("language", _("This language is there twice."))
            seen.add(language or "")
            self.check_slug(form, language or "", form.cleaned_data.get("slug") or "")

    def check_slug(self, form: ModelForm, language: str, slug: str) -> None:
        """One address leads to one thing, whichever language it was meant in."""
        if not slug:
            return
        things = type(self.instance).objects.exclude(pk=self.instance.pk)
        taken = (
            things.filter(slug=slug).exists()
            or things.filter(translations__language=language, translations__slug=slug).exists()
        )
        if taken:
            form.add_error("slug", _("Something else has this slug; choose another."))


class LanguagesTab(ObjectList):
    """Shown where the store has further languages."""

    class BoundPanel(ObjectList.BoundPanel):
        def is_shown(self) -> bool:
            return bool(further_languages()) and super().is_shown()


def languages_tab(*, of_product: bool = False) -> LanguagesTab:
    short = [FieldPanel("short_description")] if of_product else []
    facts = [FieldPanel("attributes")] if of_product else []
    return LanguagesTab(
        [
            HelpPanel(
                content=gettext_lazy(
                    "What you leave empty is shown in the store's own language. Further languages"
                    " are chosen under Settings, Store."
                )
            ),
            ListPanel(
                "translations",
                panels=[
                    FieldPanel("language"),
                    FieldPanel("name"),
                    FieldPanel("slug"),
                    *short,
                    FieldPanel("description"),
                    *facts,
                    MultiFieldPanel(
                        [FieldPanel("seo_title"), FieldPanel("search_description")],
                        heading=gettext_lazy("Search engines"),
                        classname="collapsed",
                    ),
                ],
                formset=TranslationFormSet,
                heading=gettext_lazy("Languages"),
                label=gettext_lazy("Language"),
            ),
        ],
        heading=gettext_lazy("Languages"),
    )


class NamesInput(forms.Widget):
    """A name in each further language of the store, for a JSON field of names by language code."""

    template_name = "catalog/admin/names_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = names_from(value)
        context["names"] = [
            {
                "code": code,
                "label": own_name(code),
                "direction": direction(code),
                "value": known.get(code, ""),
            }
            for code in further_languages()
        ]
        context["kept"] = json.dumps(known)
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """By the project's templates, which Django's renderer of forms does not know."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Languages that the store has no more keep their names."""
        known = names_from(data.get(f"{name}-kept"))
        for code in further_languages():
            known[code] = str(data.get(f"{name}-{code}") or "").strip()[:80]
        return json.dumps({code: text for code, text in known.items() if text})

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-kept" not in data


def names_from(value: Any) -> dict[str, str]:
    """What a form sent, or a field holds; nothing of what is no names."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(code): text for code, text in found.items() if isinstance(text, str)}


class NamesPanel(FieldPanel):
    """Names of an option or a value; shown where the store has further languages."""

    def __init__(self, field_name: str = "names", **kwargs: Any) -> None:
        kwargs.setdefault("widget", NamesInput)
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(further_languages()) and super().is_shown()
