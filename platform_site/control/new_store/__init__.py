"""An operator makes a store, step by step."""
