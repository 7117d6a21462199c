"""What a call to the hotline does next: one module a part of the call."""
