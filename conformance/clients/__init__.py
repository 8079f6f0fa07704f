"""The other side: clients are certified, and real ones are judged through a proxy."""
