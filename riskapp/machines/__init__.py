"""The machine's door: programs that work with the product, by tokens that end soon."""
