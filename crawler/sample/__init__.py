"""The demo: a small blog, whose feeds lie in `blog.json`, served on loopback as Blogger would serve it."""
