"""Passwords that cost nothing to check: a test is about who signs in, not about how long it takes."""

from argon2 import PasswordHasher

CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
