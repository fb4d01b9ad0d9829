"""What plain sentences mean, by word lists and rules. Pure: no cloud, no model, no library."""
