"""The append-only journal of reports, claims and decisions, and the tables made from it."""
