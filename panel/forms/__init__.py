"""What colleagues fill in, and what of it we take."""
