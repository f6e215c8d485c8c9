"""What the phone is answered: its shell, its list, and how it comes to its token."""
