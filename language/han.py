"""Chinese characters, for patterns."""

HAN = "一-龥"  # inside the brackets of a character class
