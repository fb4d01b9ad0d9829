"""Looking after a deployment: keys that fit, keeping and putting back, forgetting, checking."""
