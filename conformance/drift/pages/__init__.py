"""The API page as data, and how it differs from the contract."""
