"""Sign-in, organisations and their members."""
