"""The residents' door: dialogue, turn, files, delivery, jobs, channels."""
