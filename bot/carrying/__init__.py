"""Carrying out what the conversation wishes. Each outcome is the next event of the same turn."""
