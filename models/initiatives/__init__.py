"""What residents bring in, and what staff do with it."""
