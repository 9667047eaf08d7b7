"""Reports become claims."""
