#include "runtime/channels.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>

using namespace assay;

static llvm::Error failure(const char *what) {
  const bool isForbidden = errno == EACCES || errno == EPERM;
  return llvm::createStringError("jail: cannot make " + llvm::Twine(what) + ": " +
                                 llvm::sys::StrError(errno) +
                                 (isForbidden ? "; sysctl vm.memfd_noexec must be below 2"
                                              : "; the caller may have too many files open"));
}

/// Over the numbers of the standard streams, which the caller may have closed.
static Descriptor lifted(int number) {
  if (number < 0 || number > 2)
    return Descriptor(number);
  const Descriptor low(number);
  return Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 3));
}

bool assay::openPipe(Descriptor &readEnd, Descriptor &writeEnd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  readEnd = lifted(ends[0]);
  writeEnd = lifted(ends[1]);
  return readEnd && writeEnd && fcntl(readEnd.get(), F_SETFL, O_NONBLOCK) == 0;
}

bool assay::openSocketPair(Descriptor &one, Descriptor &other) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return false;
  one = lifted(ends[0]);
  other = lifted(ends[1]);
  return one && other;
}

Descriptor assay::sealedFile(const char *name, llvm::StringRef content, unsigned flags) {
  Descriptor file = lifted(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | flags));
  std::size_t done = 0;
  while (file && done < content.size()) {
    const ssize_t some = write(file.get(), content.data() + done, content.size() - done);
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
  channels.childInput = sealedFile("standard-input", standardInput);
  if (!channels.childInput)
    return failure("standard input");
  if (!openPipe(channels.output, channels.childOutput) ||
      !openPipe(channels.errors, channels.childErrors))
    return failure("a pipe");
  return channels;
}
