#include "tools/assay/build_id.h"
#include "llvm/Support/MathExtras.h"
#include <elf.h>
#include <link.h>

using namespace assay;

/// The description of the build id among the notes of a segment; see elf(5).
static llvm::StringRef findIn(llvm::StringRef notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    const auto *note = reinterpret_cast<const ElfW(Nhdr) *>(notes.data());
    const std::size_t name = llvm::alignTo(note->n_namesz, 4);
    const std::size_t whole = sizeof *note + name + llvm::alignTo(note->n_descsz, 4);
    if (whole > notes.size())
      return "";
    const llvm::StringRef owner = notes.substr(sizeof *note, note->n_namesz);
    if (note->n_type == NT_GNU_BUILD_ID && owner == llvm::StringRef("GNU\0", 4))
      return notes.substr(sizeof *note + name, note->n_descsz);
    notes = notes.drop_front(whole);
  }
  return "";
}

llvm::StringRef assay::buildId() {
  llvm::StringRef found;
  // The program itself comes first.
  dl_iterate_phdr(
      [](dl_phdr_info *object, std::size_t, void *result) {
        for (unsigned i = 0; i < object->dlpi_phnum; ++i) {
          const ElfW(Phdr) &segment = object->dlpi_phdr[i];
          llvm::StringRef &id = *static_cast<llvm::StringRef *>(result);
          if (segment.p_type == PT_NOTE && id.empty())
            id = findIn({reinterpret_cast<const char *>(object->dlpi_addr + segment.p_vaddr),
                         segment.p_memsz});
        }
        return 1;
      },
      &found);
  return found;
}
