"""Archives of stores on their way in: uploads, streamed to the disk, and the server's folder."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

FIELD = "file"
CHUNK = 1024 * 1024


def upload_folder() -> Path:
    folder = Path(settings.PRIVATE_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def archives_on_server() -> list[tuple[str, int]]:
    """Names and bytes of what the server's administrator has put into the folder for it."""
    folder = Path(settings.ARCHIVES_ROOT)
    if not folder.is_dir():
        return []
    found = [path for path in folder.glob("*.zip") if path.is_file() and not path.is_symlink()]
    return sorted((path.name, path.stat().st_size) for path in found)


def archive_on_server(name: str) -> Path:
    """Raises FileNotFoundError, also for a name that leads out of the folder."""
    if name not in dict(archives_on_server()):
        raise FileNotFoundError(2, "No such archive", name)
    return Path(settings.ARCHIVES_ROOT) / name


class UploadedArchive(UploadedFile):
    """Lies in ``upload_folder()`` under ``token`` until a job takes it from there."""

    def __init__(self, file: IO[bytes], token: str, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        self.token = token

    def remove(self) -> None:
        self.close()
        (upload_folder() / self.token).unlink(missing_ok=True)


class ArchiveUploadHandler(FileUploadHandler):
    """Writes the one file of the form where the job will find it, as it arrives. How long it may be
    is asked before (stores.request_limits); what has no length is no file to Django."""

    chunk_size = CHUNK
    out: IO[bytes] | None = None
    token = ""
    size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self.token:
            raise SkipFile
        self.token = uuid4().hex
        path = upload_folder() / self.token
        self.out = path.open("wb")
        path.chmod(0o600)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        assert self.out is not None
        self.out.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedArchive | None:
        if self.out is None:
            return None
        self.out.close()
        self.out = None
        return UploadedArchive(
            (upload_folder() / self.token).open("rb"),
            self.token,
            name=self.file_name,
            content_type=self.content_type,
            size=self.size,
        )

    def upload_interrupted(self) -> None:
        if self.out is not None:
            self.out.close()
        if self.token:
            (upload_folder() / self.token).unlink(missing_ok=True)
