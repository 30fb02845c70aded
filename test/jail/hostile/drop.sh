# A file that is written and then run.
cp /usr/bin/echo /tmp/dropped
chmod 755 /tmp/dropped
/tmp/dropped ESCAPED
/lib64/ld-linux-x86-64.so.2 /tmp/dropped ESCAPED
cp /usr/bin/echo /dev/shm/dropped
/dev/shm/dropped ESCAPED
echo end
