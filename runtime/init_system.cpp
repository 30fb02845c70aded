// What the jail's pid 1 needs of a C and C++ library, and nothing else: a library would start by
// asking the processor what it is, which a virtual machine answers slowly, and is fifty times the
// size of the program, every byte of which is copied into memory for it. What is missing here is an
// error of the linker. x86-64 only, one thread only. Memory is never given back: pid 1 allocates
// what its plan takes and is then left with nothing to do.
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// By this name for the assembler too.
static int lastError asm("lastError") = 0;

namespace {

long call(long number, long first = 0, long second = 0, long third = 0, long fourth = 0,
          long fifth = 0, long sixth = 0) {
  register long r10 asm("r10") = fourth;
  register long r8 asm("r8") = fifth;
  register long r9 asm("r9") = sixth;
  long result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  // syscalls(2): the last 4095 numbers are errors.
  if (result > -4096 && result < 0) {
    lastError = static_cast<int>(-result);
    return -1;
  }
  return result;
}

long word(const void *pointer) { return reinterpret_cast<long>(pointer); }

/// From the kernel, in pieces of at least so many bytes.
constexpr std::size_t pieceBytes = 64u << 10;
constexpr std::size_t alignment = alignof(std::max_align_t);
char *freeBegin = nullptr;
std::size_t freeBytes = 0;

void *allocate(std::size_t bytes) {
  bytes = (bytes + alignment - 1) / alignment * alignment;
  if (bytes > freeBytes) {
    const std::size_t piece = bytes > pieceBytes ? bytes : pieceBytes;
    void *pages = mmap(nullptr, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
      _exit(1);
    freeBegin = static_cast<char *>(pages);
    freeBytes = piece;
  }
  void *result = freeBegin;
  freeBegin += bytes;
  freeBytes -= bytes;
  return result;
}

} // namespace

extern "C" {

// The stack holds the number of arguments and the arguments.
asm(".globl _start\n"
    "_start:\n\t"
    "xor %ebp, %ebp\n\t"
    "mov (%rsp), %edi\n\t"
    "lea 8(%rsp), %rsi\n\t"
    "and $-16, %rsp\n\t"
    "call main\n\t"
    "mov %eax, %edi\n\t"
    "call _exit\n\t"
    "hlt\n");

int *__errno_location() noexcept { return &lastError; }

long syscall(long number, ...) noexcept {
  va_list rest;
  va_start(rest, number);
  long words[6];
  for (long &each : words)
    each = va_arg(rest, long);
  va_end(rest);
  return call(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

void _exit(int status) {
  for (;;)
    call(SYS_exit_group, status);
}

/// Of asserts in headers.
void __assert_fail(const char *, const char *, unsigned, const char *) noexcept { _exit(1); }

// Memory. The compiler calls these by itself.

void *memcpy(void *__restrict to, const void *__restrict from, std::size_t bytes) noexcept {
  void *result = to;
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
  return result;
}

void *memmove(void *to, const void *from, std::size_t bytes) noexcept {
  if (to <= from)
    return memcpy(to, from, bytes);
  char *toEnd = static_cast<char *>(to) + bytes - 1;
  const char *fromEnd = static_cast<const char *>(from) + bytes - 1;
  asm volatile("std; rep movsb; cld" : "+D"(toEnd), "+S"(fromEnd), "+c"(bytes) : : "memory");
  return to;
}

void *memset(void *to, int value, std::size_t bytes) noexcept {
  void *result = to;
  asm volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory");
  return result;
}

std::size_t strlen(const char *text) noexcept {
  std::size_t length = 0;
  while (text[length])
    ++length;
  return length;
}

// Processes.

// vfork(2). The child uses the stack of its parent, which stands still meanwhile, above the place
// that this returns to: so that is kept in a register. 58 is its number.
asm(".globl vfork\n"
    "vfork:\n\t"
    "pop %rdx\n\t"
    "mov $58, %eax\n\t"
    "syscall\n\t"
    "push %rdx\n\t"
    "cmp $-4096, %rax\n\t"
    "ja 1f\n\t"
    "ret\n"
    "1:\t"
    "neg %eax\n\t"
    "mov %eax, lastError(%rip)\n\t"
    "mov $-1, %eax\n\t"
    "ret\n");
int kill(pid_t process, int signal) noexcept {
  return static_cast<int>(call(SYS_kill, process, signal));
}
pid_t setsid() noexcept { return static_cast<pid_t>(call(SYS_setsid)); }
pid_t waitpid(pid_t process, int *status, int options) {
  return static_cast<pid_t>(call(SYS_wait4, process, word(status), options));
}
int getrusage(__rusage_who_t who, struct rusage *usage) noexcept {
  return static_cast<int>(call(SYS_getrusage, who, word(usage)));
}
int getrlimit(__rlimit_resource_t resource, struct rlimit *limit) noexcept {
  return static_cast<int>(call(SYS_getrlimit, resource, word(limit)));
}
int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit) noexcept {
  return static_cast<int>(call(SYS_setrlimit, resource, word(limit)));
}
int prctl(int option, ...) noexcept {
  va_list rest;
  va_start(rest, option);
  long words[4];
  for (long &each : words)
    each = va_arg(rest, long);
  va_end(rest);
  return static_cast<int>(call(SYS_prctl, option, words[0], words[1], words[2], words[3]));
}
/// The kernel's set of signals is the first word of the library's.
int sigprocmask(int how, const sigset_t *set, sigset_t *before) noexcept {
  return static_cast<int>(
      call(SYS_rt_sigprocmask, how, word(set), word(before), sizeof(std::uint64_t)));
}
int sethostname(const char *name, std::size_t length) noexcept {
  return static_cast<int>(call(SYS_sethostname, word(name), static_cast<long>(length)));
}

// Files and folders.

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const long mode = va_arg(rest, int);
  va_end(rest);
  return static_cast<int>(call(SYS_open, word(path), flags, mode));
}
ssize_t write(int file, const void *bytes, std::size_t size) {
  return call(SYS_write, file, word(bytes), static_cast<long>(size));
}
int close(int file) { return static_cast<int>(call(SYS_close, file)); }
int close_range(unsigned first, unsigned last, int flags) noexcept {
  return static_cast<int>(call(SYS_close_range, first, last, flags));
}
int dup2(int file, int number) noexcept { return static_cast<int>(call(SYS_dup2, file, number)); }
int dup3(int file, int number, int flags) noexcept {
  return static_cast<int>(call(SYS_dup3, file, number, flags));
}
int fcntl(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  const long argument = va_arg(rest, long);
  va_end(rest);
  return static_cast<int>(call(SYS_fcntl, file, command, argument));
}
int ioctl(int file, unsigned long request, ...) noexcept {
  va_list rest;
  va_start(rest, request);
  const long argument = va_arg(rest, long);
  va_end(rest);
  return static_cast<int>(call(SYS_ioctl, file, static_cast<long>(request), argument));
}
int fstat(int file, struct stat *status) noexcept {
  return static_cast<int>(call(SYS_fstat, file, word(status)));
}
int chdir(const char *path) noexcept { return static_cast<int>(call(SYS_chdir, word(path))); }
int mkdir(const char *path, mode_t mode) noexcept {
  return static_cast<int>(call(SYS_mkdir, word(path), mode));
}
int symlink(const char *target, const char *path) noexcept {
  return static_cast<int>(call(SYS_symlink, word(target), word(path)));
}
mode_t umask(mode_t mask) noexcept { return static_cast<mode_t>(call(SYS_umask, mask)); }
void *mmap(void *at, std::size_t size, int protection, int flags, int file, off_t offset) noexcept {
  return reinterpret_cast<void *>(
      call(SYS_mmap, word(at), static_cast<long>(size), protection, flags, file, offset));
}

// Mounts.

int mount(const char *source, const char *target, const char *type, unsigned long flags,
          const void *options) noexcept {
  return static_cast<int>(call(SYS_mount, word(source), word(target), word(type),
                               static_cast<long>(flags), word(options)));
}
int umount2(const char *target, int flags) noexcept {
  return static_cast<int>(call(SYS_umount2, word(target), flags));
}
int open_tree(int folder, const char *path, unsigned flags) noexcept {
  return static_cast<int>(call(SYS_open_tree, folder, word(path), flags));
}
int move_mount(int fromFolder, const char *from, int toFolder, const char *to,
               unsigned flags) noexcept {
  return static_cast<int>(call(SYS_move_mount, fromFolder, word(from), toFolder, word(to), flags));
}
int mount_setattr(int folder, const char *path, unsigned flags, struct mount_attr *attributes,
                  std::size_t size) noexcept {
  return static_cast<int>(call(SYS_mount_setattr, folder, word(path), flags, word(attributes),
                               static_cast<long>(size)));
}

// Sockets.

int socket(int family, int type, int protocol) noexcept {
  return static_cast<int>(call(SYS_socket, family, type, protocol));
}
ssize_t send(int file, const void *bytes, std::size_t size, int flags) {
  return call(SYS_sendto, file, word(bytes), static_cast<long>(size), flags);
}
ssize_t recv(int file, void *bytes, std::size_t size, int flags) {
  return call(SYS_recvfrom, file, word(bytes), static_cast<long>(size), flags);
}
ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  return call(SYS_sendmsg, file, word(message), flags);
}
ssize_t recvmsg(int file, struct msghdr *message, int flags) {
  return call(SYS_recvmsg, file, word(message), flags);
}

} // extern "C"

void *operator new(std::size_t bytes) { return allocate(bytes); }
void operator delete(void *) noexcept {}
void operator delete(void *, std::size_t) noexcept {}

namespace std {
// What the containers call instead of making nonsense.
void __throw_length_error(const char *) { _exit(1); }
void __throw_logic_error(const char *) { _exit(1); }
void __throw_bad_alloc() { _exit(1); }
void __throw_bad_array_new_length() { _exit(1); }
} // namespace std
