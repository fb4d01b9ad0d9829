"""What the gemeente wants with its wijken: areas, cycles, opgaven, the DIN, schemes."""
