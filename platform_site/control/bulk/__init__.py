"""What is done to many stores at once: chosen in the list, confirmed, done in the background."""
