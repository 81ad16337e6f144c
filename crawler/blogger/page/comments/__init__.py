"""The comments below a post, and their number."""
