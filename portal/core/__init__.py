"""Pure Python that every area stands on: refusals, lifecycles, money, references."""
