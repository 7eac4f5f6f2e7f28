"""Candidates, their applications, the two decisions that nobody takes back, and their deadlines."""
