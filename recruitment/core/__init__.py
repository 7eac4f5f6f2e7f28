"""Machinery without a domain word: time, configuration, database, transactions, files."""
