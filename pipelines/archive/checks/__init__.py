"""Proof that an archive is whole: digests of its rows, checks of file, schema and index, and repair."""
