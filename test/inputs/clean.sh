#!/bin/bash
# Prints a greeting.
printf 'hello %s\n' "${1:-world}"
