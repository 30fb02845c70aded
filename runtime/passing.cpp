#include "runtime/passing.h"
#include <cstring>
#include <sys/socket.h>

using namespace assay;

bool assay::sendDescriptors(int socketNumber, llvm::ArrayRef<int> descriptors) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(mostPassed * sizeof(int))] = {};
  const std::size_t size = descriptors.size() * sizeof(int);
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(size);
  cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(size);
  std::memcpy(CMSG_DATA(header), descriptors.data(), size);
  return sendmsg(socketNumber, &message, MSG_NOSIGNAL) == 1;
}

std::array<Descriptor, mostPassed> assay::receiveDescriptors(int socketNumber, int flags) {
  std::array<Descriptor, mostPassed> received;
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(mostPassed * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(socketNumber, &message, MSG_CMSG_CLOEXEC | flags) != 1)
    return received;
  const cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS)
    return received;
  const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < count && i < mostPassed; ++i) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header) + i * sizeof(int), sizeof number);
    received[i] = Descriptor(number);
  }
  return received;
}
