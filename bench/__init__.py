"""What Wijkbot costs and how quick it is, measured on the real thing. README.md says more."""
