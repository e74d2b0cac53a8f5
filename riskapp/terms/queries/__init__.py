"""What is read of catalogues, of what they changed and of whom it concerns."""
