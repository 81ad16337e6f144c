"""The work behind commands: runs of spiders in this process or on workers, and delivery of alerts."""
