"""What the commands of `wijkbot.py` share, and the commands of who looks after a deployment."""
