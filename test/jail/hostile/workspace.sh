# Changes its workspace in every way, and tries to make the changes lead out of it.
echo "in $(pwd), a holds $(cat a), link leads to $(cat link 2>&1)"
echo new > a
rm -r gone
mkdir made
echo text > made/file
chmod 755 mode
mkdir -p .git/hooks
echo '#!/bin/sh' > .git/hooks/pre-commit
ln -s /etc/shadow shadow
rm link
ln -s / link
mkfifo pipe
ln a hard
