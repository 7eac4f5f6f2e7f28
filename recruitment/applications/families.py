"""Whom a mail about an application is for: the candidate, and the guardians of a minor where the centre says so."""

from recruitment.programmes.families import with_guardians, with_guardians_of

__all__ = ["with_guardians", "with_guardians_of"]
