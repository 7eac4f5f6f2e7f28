"""Learners known to a centre and their registration for a school year: matched, completed, checked, validated."""
