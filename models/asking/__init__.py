"""What we ask and announce: check-ins and campaigns."""
