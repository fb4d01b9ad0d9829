"""From the bytes that came in to an event of the dialogue. Pure: no database, no network."""
