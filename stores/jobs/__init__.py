"""Work in the background that somebody waits for: begun, watched, canceled, its files kept."""
