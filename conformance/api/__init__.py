"""What the pages state: methods, venues, codes, schemas, sources; how a logon is signed."""
