"""Centres, their programmes, and the campaign whose calendar rules them."""
