"""The conversations, one file each. They go to one another by command, never by import."""
