"""What the dialogue may know, loaded from the database: the plan, and one's own things."""
