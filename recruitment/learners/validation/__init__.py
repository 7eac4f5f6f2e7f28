"""The end of a registration: the controls, the validation from the first day of term on, the cancellation (R6.2)."""
