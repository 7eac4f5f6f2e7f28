"""The administrator's desk for mails: what waits, what failed, what each mail says, an essay to oneself."""
