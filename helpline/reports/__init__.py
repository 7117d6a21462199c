"""What the organisation looks at as a whole."""
