#ifndef ASSAY_RUNTIME_CHANNELS_H
#define ASSAY_RUNTIME_CHANNELS_H

#include "runtime/descriptor.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace assay {

/// A program's standard streams. All numbers are over 2: the jail puts the streams there.
struct Channels {
  /// The supervisor's ends, which do not block.
  Descriptor output, errors;
  /// The jail's ends.
  Descriptor childInput, childOutput, childErrors;

  void closeChildEnds() {
    childInput.close();
    childOutput.close();
    childErrors.close();
  }
};

/// Standard input is a sealed file in memory: nobody has to feed it, and nobody can change it.
llvm::Expected<Channels> openChannels(llvm::StringRef standardInput);

/// A file in memory that nobody can change any more, to be read from its beginning. None, with
/// errno, if there is no room for it.
Descriptor sealedFile(const char *name, llvm::StringRef content, unsigned flags = 0);

/// False, with errno, if the caller has too many files open. `readEnd` does not block.
bool openPipe(Descriptor &readEnd, Descriptor &writeEnd);
/// Of packets.
bool openSocketPair(Descriptor &one, Descriptor &other);

} // namespace assay

#endif // ASSAY_RUNTIME_CHANNELS_H
