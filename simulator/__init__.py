"""Stand-ins for the foreign platforms: for the tests, and for trying the product without an account."""
