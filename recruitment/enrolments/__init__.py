"""The administrative enrolment: after the acceptance (R6.1)."""
