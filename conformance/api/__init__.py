"""What the API pages state: methods, venues, codes, schemas, sources, and signing."""
