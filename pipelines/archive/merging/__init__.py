"""Posts under their right identity: archives joined and parted, blogs and posts that moved."""
