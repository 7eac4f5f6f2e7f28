"""The regional authority: its académie at a glance, what centres ask of it, the centres that it opens."""
