"""Visits, counted without cookies, without third parties and without knowing anybody."""
