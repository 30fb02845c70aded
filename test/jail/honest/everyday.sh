printf 'a\nb\nc\n' > /tmp/x
echo "lines $(wc -l < /tmp/x)"
(echo sub shell) | cat
