"""Contracts, the offer that each one makes, and the requests to the regional authority."""
