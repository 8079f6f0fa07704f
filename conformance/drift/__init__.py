"""What changed between two recordings, two revisions of the schemas, or a page and the contract."""
