"""Measures, each beside its floor: `python -m bench [NAME…] [--scale small|full]`."""
