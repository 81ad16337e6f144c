"""Runs of spiders: crawls and fetches of media in this process, by the API, or on workers."""
