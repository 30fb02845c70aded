"""Adds numbers. Nothing to ask about."""
import sys

numbers = [int(word) for word in sys.argv[1:]] or [1, 2, 3]
print("sum", sum(numbers))
