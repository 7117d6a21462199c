"""Personal data end: when somebody asks for it, and by themselves after so many years (R39)."""
