"""Apogée: preliminary operations out by SOAP and by flat files, paid enrolments back (R7)."""
