"""The life of accounts: invited, given a password, kept, closed; the charter that each person accepts."""
