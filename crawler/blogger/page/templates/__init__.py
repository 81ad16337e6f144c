"""Regions of posts, one way for each family of templates."""
