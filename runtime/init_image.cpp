#include "runtime/init_image.h"
#include "runtime/channels.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <sys/mman.h>

using namespace assay;

asm(".pushsection .rodata\n"
    ".balign 16\n"
    "assayJailInitBegin:\n"
    ".incbin \"" ASSAY_JAIL_INIT "\"\n"
    "assayJailInitEnd:\n"
    ".popsection\n");

extern "C" {
extern const char assayJailInitBegin[] __attribute__((visibility("hidden")));
extern const char assayJailInitEnd[] __attribute__((visibility("hidden")));
}

/// MFD_EXEC of Linux 6.3: says that we mean it. Older kernels do not know the flag.
static constexpr unsigned executable = 0x10;

static Descriptor makeProgram() {
  const llvm::StringRef bytes(assayJailInitBegin,
                              static_cast<std::size_t>(assayJailInitEnd - assayJailInitBegin));
  Descriptor program = sealedFile("assay-jail", bytes, executable);
  if (!program && errno == EINVAL)
    program = sealedFile("assay-jail", bytes);
  return program;
}

llvm::Expected<int> assay::jailInitProgram() {
  static const Descriptor program = makeProgram();
  if (program)
    return program.get();
  return llvm::createStringError("jail: cannot make its first process's program in memory; sysctl "
                                 "vm.memfd_noexec must be below 2, and the caller needs a free "
                                 "file descriptor");
}
