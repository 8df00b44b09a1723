"""Shipping providers: who says what a store's way of shipping costs."""
