"""The domain: what the after-sales organisation promises and how the product keeps it."""
