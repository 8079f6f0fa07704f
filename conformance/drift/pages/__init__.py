"""What the API page says, as data; and how that differs from the contract."""
