"""What can happen to an organisation and its members."""
