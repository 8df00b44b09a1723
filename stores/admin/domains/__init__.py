"""Screens about the host names of a store: in its own admin, and for operators."""
