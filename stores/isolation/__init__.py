"""Isolation that the database itself enforces: see docs/architecture.md."""
