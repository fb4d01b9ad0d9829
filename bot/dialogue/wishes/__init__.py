"""What the conversation wants done. `bot/carrying` carries it out; the outcome is an event."""
