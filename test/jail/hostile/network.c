/* Ways out by sockets. */
#include "probe.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static long tcp(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static long udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
static long tcp6(void) { return socket(AF_INET6, SOCK_STREAM, 0); }
static long icmp(void) { return socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP); }
static long raw(void) { return socket(AF_INET, SOCK_RAW, IPPROTO_RAW); }
static long packet(void) { return socket(AF_PACKET, SOCK_RAW, 0); }
static long netlink(void) { return socket(AF_NETLINK, SOCK_RAW, 0); }
static long local(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }
static long alg(void) { return socket(AF_ALG, SOCK_SEQPACKET, 0); }
static long vsock(void) { return socket(AF_VSOCK, SOCK_STREAM, 0); }
static long bluetooth(void) { return socket(31, SOCK_RAW, 0); }
static long xdp(void) { return socket(44, SOCK_RAW, 0); }
static long tipc(void) { return socket(30, SOCK_STREAM, 0); }
static long inet_pair(void) {
  int ends[2];
  return socketpair(AF_INET, SOCK_STREAM, 0, ends);
}
/* A connected pair cannot be turned to somebody else. */
static long send_elsewhere(void) {
  int ends[2];
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(53)};
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends))
    return 0;
  return sendto(ends[0], "x", 1, 0, (struct sockaddr *)&to, sizeof to);
}
static long reconnect(void) {
  int ends[2];
  const struct sockaddr to = {.sa_family = AF_UNSPEC};
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends))
    return 0;
  return connect(ends[0], &to, sizeof to);
}
static long type_into_terminal(void) { return ioctl(0, 0x5412 /* TIOCSTI */, "x"); }
static long linux_terminal(void) { return ioctl(0, 0x541c /* TIOCLINUX */, "x"); }
static long take_terminal(void) { return ioctl(0, 0x540e /* TIOCSCTTY */, 1); }

static const struct probe probes[] = {
    {"tcp", tcp},
    {"udp", udp},
    {"tcp6", tcp6},
    {"icmp", icmp},
    {"raw", raw},
    {"packet", packet},
    {"netlink", netlink},
    {"local", local},
    {"alg", alg},
    {"vsock", vsock},
    {"bluetooth", bluetooth},
    {"xdp", xdp},
    {"tipc", tipc},
    {"inet-pair", inet_pair},
    {"send-elsewhere", send_elsewhere},
    {"reconnect", reconnect},
    {"type-into-terminal", type_into_terminal},
    {"linux-terminal", linux_terminal},
    {"take-terminal", take_terminal},
};

int main(void) { return RUN(probes); }
