"""Options that commands share, and the configuration that they make."""
