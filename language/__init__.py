"""What Chinese text says: pure functions that run in both Python environments and import neither."""
