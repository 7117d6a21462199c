"""Backups: one archive with everything said and filed, a second place for it, and starting again from one (R46)."""
