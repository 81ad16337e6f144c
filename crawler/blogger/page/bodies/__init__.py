"""The body of a post: its choice, its edges, and what stands in it without being its text."""
