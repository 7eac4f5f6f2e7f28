"""Personal accounts: signing in, open logins, and who may do what (RULES 8)."""
