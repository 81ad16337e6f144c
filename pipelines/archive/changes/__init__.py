"""The decision on an incoming post (new, changed, suspect, same …), and which source wins a field. Pure."""
