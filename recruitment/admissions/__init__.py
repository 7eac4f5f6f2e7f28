"""The admitted candidates of a centre: from our own acceptances, from files, from the platform's web service."""
