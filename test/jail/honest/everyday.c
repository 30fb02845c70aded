#include <math.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  FILE *file = fopen("/tmp/x", "w");
  fputs("text", file);
  fclose(file);
  printf("hello %s, %d\n", argc > 1 ? argv[1] : "nobody", (int)strlen("four"));
  return 3;
}
