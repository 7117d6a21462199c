"""Promises on the clock (R13–R19): business time, deadlines, warnings."""
