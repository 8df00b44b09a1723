from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from stores.headers import FILE_POLICY
from stores.models import Document
from stores.videos import VIDEO_KINDS

CHUNK = 64 * 1024
RANGE = re.compile(r"\Abytes=(\d{0,18})-(\d{0,18})\Z")


@require_safe
def video(request: HttpRequest, pk: int, filename: str) -> HttpResponseBase:
    """A film of the store in scope, whole or a part of it: browsers ask for parts to seek, and
    Safari plays nothing without."""
    document = get_object_or_404(Document, pk=pk)
    kind = document.file_extension.lower()
    if kind not in VIDEO_KINDS or document.filename != filename:
        raise Http404
    try:
        file, size = document.file.open("rb"), document.file.size
    except OSError:
        raise Http404 from None
    response = answer(file, size, request.headers.get("Range", ""))
    response["Content-Type"] = f"video/{kind}"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def answer(file: IO[bytes], size: int, asked: str) -> HttpResponseBase:
    """RFC 9110, section 14: one range; several, or nonsense, get the whole file."""
    match = RANGE.match(asked)
    if match is None or not any(match.groups()):
        return FileResponse(file)
    first, last = match.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(part_of(file, start, end - start + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def part_of(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (data := file.read(min(CHUNK, length))):
            length -= len(data)
            yield data
