"""The parts of the page of one contribution that stand on their own."""
