#ifndef ASSAY_RUNTIME_PASSING_H
#define ASSAY_RUNTIME_PASSING_H

#include "runtime/descriptor.h"
#include "llvm/ADT/ArrayRef.h"
#include <array>

namespace assay {

/// An image and three streams.
inline constexpr std::size_t mostPassed = 4;

/// In one message (SCM_RIGHTS) of one byte, since a message of none carries nothing. At most
/// mostPassed. False, with errno, if the other side is gone.
bool sendDescriptors(int socketNumber, llvm::ArrayRef<int> descriptors);

/// The descriptors of the next message; none if it had none, or nothing came. `flags` as for
/// recvmsg(2). All are closed on exec.
std::array<Descriptor, mostPassed> receiveDescriptors(int socketNumber, int flags);

} // namespace assay

#endif // ASSAY_RUNTIME_PASSING_H
