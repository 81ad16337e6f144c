"""The media file beside the archive: what is wanted, what is held, and its upkeep."""
