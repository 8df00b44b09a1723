from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from stores.forms.storage_room import RoomMixin
from stores.photo_location import LocationStays, without_location

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
MOST_FRAMES = 500
COMMENT = 0xFE


class PictureField(WagtailImageField):
    """Refuses what is too large before it is unpacked, and what cannot be unpacked. What comes in
    does not tell where it was taken."""

    def to_python(self, data: Any) -> UploadedFile | None:
        if data:
            self.check_image_file_size(data)
            self.check_before_unpacking(data)
        try:
            picture: UploadedFile | None = super().to_python(data)
            if picture is not None:
                self.forget_location(picture)
            return picture
        except ValidationError:
            raise
        except Exception as error:  # Cut off, damaged: each format has errors of its own.
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error

    def check_before_unpacking(self, data: UploadedFile) -> None:
        """By the head of the file, where its measures are. Wagtail asks after unpacking."""
        content = data.read()
        data.seek(0)
        try:
            gif = gif_measures(content) if content.startswith(b"GIF8") else Measures()
            with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
                width, height = max(picture.width, gif.width), max(picture.height, gif.height)
                frames = gif.frames or int(getattr(picture, "n_frames", 1) or 1)
        except Ambiguous as error:
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error
        except Pillow.DecompressionBombError:
            raise self.too_many_pixels("2 × " + str(Pillow.MAX_IMAGE_PIXELS)) from None
        except Exception:  # noqa: BLE001 - No picture at all: Wagtail says what is expected.
            return
        if frames > MOST_FRAMES:
            raise ValidationError(
                _("This animation has more than %(most)d pictures.") % {"most": MOST_FRAMES},
                code="too_many_frames",
            )
        if width * height * frames > self.max_image_pixels:
            raise self.too_many_pixels(str(width * height * frames))

    def forget_location(self, picture: UploadedFile) -> None:
        content = picture.read()
        picture.seek(0)
        try:
            kept = without_location(content)
        except LocationStays:
            raise ValidationError(
                _(
                    "This picture tells where it was taken, which would be published with it. "
                    "Save it without its location."
                ),
                code="tells_location",
            ) from None
        if kept is not content:
            picture.write(kept)
            picture.seek(0)

    def too_many_pixels(self, found: str) -> ValidationError:
        return ValidationError(
            self.error_messages["file_too_many_pixels"]
            % {"num_pixels": found, "max_pixels_count": self.max_image_pixels},
            code="file_too_many_pixels",
        )


class Ambiguous(Exception):
    """A file that another reader would take for something else."""


@dataclass
class Measures:
    """Of a GIF: how many pictures, and the room that they take: more, maybe, than the first."""

    frames: int = 0
    width: int = 0
    height: int = 0


def gif_measures(content: bytes) -> Measures:
    """By its blocks' lengths; stops one past MOST_FRAMES. Pillow goes through all of them to know.

    Raises IndexError if the file is cut off."""
    position, found = after_colours(content, 10, 13), Measures()
    while found.frames <= MOST_FRAMES and position < len(content) and content[position] != 0x3B:
        if content[position] == 0x21:  # Something about the picture.
            position = after_extension(content, position)
        elif content[position] == 0x2C:
            left, top, width, height = struct.unpack_from("<HHHH", content, position + 1)
            found.width = max(found.width, left + width)
            found.height = max(found.height, top + height)
            found.frames += 1
            position = after_blocks(
                content, after_colours(content, position + 9, position + 10) + 1
            )
        else:
            position += 1
    return found


def after_extension(content: bytes, position: int) -> int:
    """Where Pillow expects a block and finds none, it skips what follows."""
    kind, first = content[position + 1], position + 2
    second = first + 1 + content[first]
    repeats = content[first + 1 : second].startswith(b"NETSCAPE2.0")
    if kind != COMMENT and (content[first] == 0 or (repeats and content[second] == 0)):
        raise Ambiguous
    return after_blocks(content, first)


def after_colours(content: bytes, flags_at: int, position: int) -> int:
    flags = content[flags_at]
    return position + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)


def after_blocks(content: bytes, position: int) -> int:
    while content[position]:
        position += content[position] + 1
    return position + 1


class ImageForm(RoomMixin, BaseImageForm):
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
