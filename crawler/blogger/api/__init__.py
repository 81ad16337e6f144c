"""Blogger's API v3, for blogs whose feed is off: its answers as items, and what to ask next. Pure."""
