"""What every channel keeps to, and all that the rest of the house knows of channels."""
