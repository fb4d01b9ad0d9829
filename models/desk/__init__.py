"""The wijkmanager's desk: the acts that it offers, and what was decided there and still waits."""
