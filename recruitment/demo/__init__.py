"""The demonstration: invented people, a history played through the real acts, a clock that can be moved."""
