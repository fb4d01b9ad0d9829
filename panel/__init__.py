"""The wijkmanagers' door, and the public pages."""
