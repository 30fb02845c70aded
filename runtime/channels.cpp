#include "runtime/channels.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>

using namespace assay;

static llvm::Error failure(const char *what) {
  return llvm::createStringError("jail: cannot make " + llvm::Twine(what) + ": " +
                                 llvm::sys::StrError(errno) +
                                 "; the caller may have too many files open");
}

/// Over the numbers of the standard streams, which the caller may have closed.
static Descriptor lifted(int number) {
  if (number < 0 || number > 2)
    return Descriptor(number);
  const Descriptor low(number);
  return Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 3));
}

static bool openPipe(Descriptor &readEnd, Descriptor &writeEnd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  readEnd = lifted(ends[0]);
  writeEnd = lifted(ends[1]);
  return readEnd && writeEnd && fcntl(readEnd.get(), F_SETFL, O_NONBLOCK) == 0;
}

static Descriptor openInput(llvm::StringRef text) {
  Descriptor file = lifted(memfd_create("standard-input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  std::size_t done = 0;
  while (file && done < text.size()) {
    const ssize_t some = write(file.get(), text.data() + done, text.size() - done);
    if (some <= 0)
      return Descriptor();
    done += static_cast<std::size_t>(some);
  }
  constexpr int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (!file || fcntl(file.get(), F_ADD_SEALS, seals) != 0 || lseek(file.get(), 0, SEEK_SET) != 0)
    return Descriptor();
  return file;
}

llvm::Expected<Channels> assay::openChannels(llvm::StringRef standardInput) {
  Channels channels;
  channels.childInput = openInput(standardInput);
  if (!channels.childInput)
    return failure("standard input");
  if (!openPipe(channels.output, channels.childOutput) ||
      !openPipe(channels.errors, channels.childErrors) ||
      !openPipe(channels.setUp, channels.childSetUp))
    return failure("a pipe");
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return failure("a pair of sockets");
  channels.control = lifted(ends[0]);
  channels.childControl = lifted(ends[1]);
  if (!channels.control || !channels.childControl)
    return failure("a pair of sockets");
  return channels;
}

Descriptor assay::receiveDescriptor(int socketNumber) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(socketNumber, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1)
    return Descriptor();
  const cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
    return Descriptor();
  int number = -1;
  std::memcpy(&number, CMSG_DATA(header), sizeof number);
  return Descriptor(number);
}
