"""Who is on duty, and ringing them (R22, R24, R33)."""
