"""The way of a message: inbox, conversation, outbox, pause, lease."""
