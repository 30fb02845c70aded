/* System calls of another architecture: "i386" by int 0x80, "x32" by bit 30 of the number. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  long result = 0;
  puts("before");
  fflush(stdout);
  if (argc > 1 && !strcmp(argv[1], "i386"))
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
  else
    __asm__ volatile("syscall" : "=a"(result) : "a"(0x40000027L) : "rcx", "r11", "memory");
  printf("ESCAPED %ld\n", result);
  return 0;
}
