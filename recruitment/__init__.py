"""Tremplin, the recruitment desk of apprenticeship training centres."""
