"""What the claims add up to, and how sure that is."""
