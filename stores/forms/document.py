from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm

from stores.downloads import KINDS, fits
from stores.forms.storage_room import RoomMixin


class DownloadField(WagtailDocumentField):
    def to_python(self, data: Any) -> UploadedFile | None:
        file: UploadedFile | None = super().to_python(data)
        if file is None:
            return None
        ending = PurePosixPath(file.name or "").suffix[1:].lower()
        if ending not in KINDS:
            raise ValidationError(
                _("Files of this kind cannot be offered. Possible are: %(kinds)s.")
                % {"kinds": ", ".join(KINDS)},
                code="kind_not_allowed",
            )
        if not fits(ending, file):
            raise ValidationError(
                _("What is in this file is not what a file called .%(ending)s holds.")
                % {"ending": ending},
                code="content_differs",
            )
        return file


class DocumentForm(RoomMixin, BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            plain = self.fields["file"]
            self.fields["file"] = DownloadField(
                label=plain.label, required=plain.required, widget=plain.widget
            )
