"""Payment providers. Only ``commerce.services`` changes orders; a provider answers questions."""
