"""What machines read of a store: sitemaps for search engines, offers for Google Merchant Center."""
