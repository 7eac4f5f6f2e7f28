"""What can be done of a pre-registration and on site (R6.8); each module is one act, or one and its contrary."""
