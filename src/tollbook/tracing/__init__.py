"""Who repeats whom, what changed on the way, and how many sources really know."""
