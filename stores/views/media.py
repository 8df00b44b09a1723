from __future__ import annotations

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from stores.headers import FILE_POLICY

PUBLIC_FOLDERS = ("images/", "original_images/")
# Not asked of the machine, which may not know the newer ones.
PUBLIC_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A picture of the store in scope. Documents go through Wagtail's serving view instead.

    Names are unguessable and never used twice, so they may be kept for ever."""
    content_type = PUBLIC_TYPES.get(PurePosixPath(path).suffix.lower())
    if content_type is None or not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    if ".." in path.split("/"):
        raise Http404  # It would lead to the documents.
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousOperation, ValueError):  # Missing, a folder, too long, outside, NUL.
        raise Http404 from None
    response = FileResponse(file, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = FILE_POLICY
    return response
