"""The author of a post: structured data, names beside a date, bylines in many languages."""
