from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image as Pillow
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    """Refuses what is too large before it is unpacked, and what cannot be unpacked."""

    def to_python(self, data: Any) -> UploadedFile | None:
        if data:
            self.check_before_unpacking(data)
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:  # Cut off, damaged: each format has errors of its own.
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error

    def check_before_unpacking(self, data: UploadedFile) -> None:
        """By the head of the file, where its measures are. Wagtail asks after unpacking."""
        try:
            width, height = Pillow.open(data).size
        except Pillow.DecompressionBombError:
            raise self.too_many_pixels("2 × " + str(Pillow.MAX_IMAGE_PIXELS)) from None
        except Exception:  # No picture at all: Wagtail says what is expected.
            return
        finally:
            data.seek(0)
        if width * height > self.max_image_pixels:
            raise self.too_many_pixels(str(width * height))

    def too_many_pixels(self, found: str) -> ValidationError:
        return ValidationError(
            self.error_messages["file_too_many_pixels"]
            % {"num_pixels": found, "max_pixels_count": self.max_image_pixels},
            code="file_too_many_pixels",
        )


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            plain = self.fields["file"]
            self.fields["file"] = PictureField(
                label=plain.label, required=plain.required, widget=plain.widget
            )

    def save(self, commit: bool = True) -> Any:
        image = super().save(commit=commit)
        if commit and "file" in self.changed_data and self.original_file:
            image.refresh()  # Wagtail has just deleted the renditions once more.
        return image
