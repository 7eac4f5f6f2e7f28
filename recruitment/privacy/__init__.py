"""Personal data: who saw them, how long they are kept, what is held on one person, what is corrected."""
