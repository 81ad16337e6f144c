"""The day, time and last save of a post, from what its page states and shows."""
