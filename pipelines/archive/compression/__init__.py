"""Large texts in few bytes: zstd frames with trained dictionaries, and the conversion of an older archive."""
