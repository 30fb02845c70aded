# What bash offers to reach out of a jail. Prints "NAME refused" for each.
try() {
  if eval "$2" 2>/dev/null; then echo "$1 ESCAPED"; else echo "$1 refused"; fi
}
try bash-connect 'exec 3<>/dev/tcp/127.0.0.1/80'
try bash-datagram 'exec 3<>/dev/udp/127.0.0.1/53'
try bash-secret 'read -r _ </etc/shadow'
try bash-write 'echo x >/etc/profile'
try bash-limit 'ulimit -n 100000'
try bash-kernel 'echo 1 >/proc/sys/kernel/core_pattern'
try bash-init 'read -r _ </proc/1/environ'
