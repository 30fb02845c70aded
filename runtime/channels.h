#ifndef ASSAY_RUNTIME_CHANNELS_H
#define ASSAY_RUNTIME_CHANNELS_H

#include "runtime/descriptor.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace assay {

/// What connects a supervisor and its jail. All numbers are over 2: the child puts the streams
/// there.
struct Channels {
  /// The supervisor's ends. They do not block, but `control`.
  Descriptor output, errors, control, setUp;
  /// The jail's ends.
  Descriptor childInput, childOutput, childErrors, childControl, childSetUp;

  void closeChildEnds() {
    childInput.close();
    childOutput.close();
    childErrors.close();
    childControl.close();
    childSetUp.close();
  }
};

/// Standard input is a sealed file in memory: nobody has to feed it, and nobody can change it.
llvm::Expected<Channels> openChannels(llvm::StringRef standardInput);

/// The one descriptor that was sent over `socketNumber`; none if something else came.
Descriptor receiveDescriptor(int socketNumber);

} // namespace assay

#endif // ASSAY_RUNTIME_CHANNELS_H
