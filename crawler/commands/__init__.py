"""Scrapy's commands of this project, for people who know Scrapy."""
