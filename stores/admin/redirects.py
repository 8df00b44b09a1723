"""Wagtail's redirects for one store. Its views take their forms and columns from attributes, but
its URLs name the views themselves: so the attributes are set here."""

from __future__ import annotations

import csv
import os
import tempfile
from io import StringIO
from pathlib import Path
from typing import IO

from django.http import Http404
from django.utils.translation import gettext
from wagtail.contrib.redirects import base_formats, utils, views
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.tmp_storages import BaseStorage

from stores.forms.redirect import (
    StoreConfirmImportForm,
    StoreConfirmImportManagementForm,
    StoreImportForm,
    StoreRedirectForm,
)
from stores.scope import current_store_id

MAX_ROWS = 5_000


class StoreRedirectFilterSet(RedirectsReportFilterSet):
    site = None

    class Meta(RedirectsReportFilterSet.Meta):
        fields = ["is_permanent"]


class ImportedFile(BaseStorage):
    """A file between the two steps of an import, in a folder of the store's: its (signed) name
    leads nowhere in another store."""

    def path(self) -> Path:
        return self.folder() / os.path.basename(self.name)

    def folder(self) -> Path:
        return Path(tempfile.gettempdir()) / f"galleria-import-{os.getuid()}-{current_store_id()}"

    def save(self, data: bytes, mode: str = "w") -> None:
        self.folder().mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder(), delete=False) as file:
            file.write(data)
        self.name = file.name

    def open(self, mode: str) -> IO:
        try:
            return self.path().open(mode, encoding=None if "b" in mode else "utf-8-sig")
        except FileNotFoundError as error:  # Imported before, or another store's.
            raise Http404(gettext("This file was imported before.")) from error

    def read(self, read_mode: str = "r") -> str | bytes:
        with self.open(read_mode) as file:
            return file.read()

    def remove(self) -> None:
        self.path().unlink(missing_ok=True)


class CSV(base_formats.CSV):
    """With as many cells in each row as there are headings. (Its name is the file's ending.)"""

    def create_dataset(self, data: str, delimiter: str = ",") -> base_formats.Dataset:
        rows = [row for row in csv.reader(StringIO(data), delimiter=delimiter) if any(row)]
        if len(rows) > MAX_ROWS:
            raise ValueError(gettext("More than %(rows)d rows") % {"rows": MAX_ROWS})
        width = max((len(row) for row in rows), default=0)
        return base_formats.Dataset([row + [""] * (width - len(row)) for row in rows])


def keep_redirects_in_their_store() -> None:
    views.CreateView.form_class = views.EditView.form_class = StoreRedirectForm
    views.IndexView.columns = [c for c in views.IndexView.columns if c.name != "site"]
    views.IndexView.list_export = [name for name in views.IndexView.list_export if name != "site"]
    views.IndexView.filterset_class = StoreRedirectFilterSet
    # The import's views are functions: they find these by name when they run.
    views.RedirectForm = StoreRedirectForm
    views.ImportForm = StoreImportForm
    views.ConfirmImportForm = StoreConfirmImportForm
    views.ConfirmImportManagementForm = StoreConfirmImportManagementForm
    utils.TempFolderStorage = ImportedFile
    base_formats.DEFAULT_FORMATS[:] = [CSV]
