"""Cells of lists that are taken along as files: what strangers typed is in them."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """Nothing that a spreadsheet would take for a formula when it opens a CSV."""
    return f"'{text}" if text.startswith(BEGINS_FORMULA) else text


def keep_exports_harmless() -> None:
    """All lists of Wagtail's admin, and of ours that are made of its views, write their cells by
    this one method. (In a workbook text is text; it cannot hold control characters.)"""
    as_it_is = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(
        self: SpreadsheetExportMixin, field: str, value: Any, export_format: str
    ) -> Any:
        cell = as_it_is(self, field, value, export_format)
        if not isinstance(cell, str):
            return cell
        if export_format == self.FORMAT_CSV:
            return safe_cell(cell)
        return ILLEGAL_CHARACTERS_RE.sub("", cell)

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
