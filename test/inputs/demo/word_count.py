"""Counts words: what most programs are like."""
from collections import Counter

text = "the gate reads the code and the jail runs the code that the gate let through"
for word, times in Counter(text.split()).most_common(3):
    print(f"{times} x {word}")
