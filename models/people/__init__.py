"""Who talks with us, where to reach them, and who works here."""
