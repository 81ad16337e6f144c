"""What all tests share."""

from hypothesis import settings

settings.register_profile("shared machine", deadline=None)  # how long an example took says nothing of it
settings.load_profile("shared machine")
