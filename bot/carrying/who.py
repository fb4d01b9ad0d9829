"""Whose wish it is."""

from dataclasses import dataclass

from models.people.residents import Address, Resident


@dataclass(frozen=True)
class Who:
    """Whose wish it is, and where they said it."""

    resident: Resident
    address: Address
