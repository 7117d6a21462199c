"""Chinese characters, for patterns."""

HAN = "一-龥"  # inside the brackets of a character class
ANY_HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-𲎯"  # rare ones too, of names: 䶮, 𠮷
