/* Answers one request through the C ABI: door METHOD < REQUEST */
#include "assay.h"
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  size_t capacity = 64u << 20, size;
  char *request = malloc(capacity), *error, *answer;
  assay_gate *gate = assay_open("{\"socket\": \"\", \"client\": \"door\"}", &error);
  if (argc != 2 || !request || !gate)
    return 1;
  size = fread(request, 1, capacity, stdin);
  answer = assay_call(gate, argv[1], request, size, NULL);
  puts(answer);
  assay_free(answer);
  assay_close(gate);
  free(request);
  return 0;
}
