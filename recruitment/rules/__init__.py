"""What is allowed, and until when: pure functions of values and moments. Start with `transitions.py`."""
