"""Each channel's own ways: how its updates come in, and how messages go out."""
