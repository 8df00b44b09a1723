"""What is done with the host names of a store. Writes run in the platform's scope on its behalf,
because the database lets nobody else (ADR 11)."""
