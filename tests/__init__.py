"""Tests, on both engines; the folders mirror recruitment/, builders.py makes what they need."""
