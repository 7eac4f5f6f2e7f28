"""The figures of a programme, a centre or an académie, and the pictures that show them."""
