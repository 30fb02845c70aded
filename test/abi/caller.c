/* Calls each function of the C ABI and prints what comes back. usage: caller LOG_FOLDER */
#include "assay.h"
#include <stdio.h>
#include <string.h>

static void show(const char *what, char *document) {
  printf("%s: %s\n", what, document ? document : "(null)");
  assay_free(document);
}

static void open_badly(const char *what, const char *configuration) {
  char *error = NULL;
  assay_gate *gate = assay_open(configuration, &error);
  show(what, error);
  assay_close(gate);
}

static char *ask(assay_gate *gate, const char *method, const char *request,
                 const assay_cancel *cancel) {
  return assay_call(gate, method, request, strlen(request), cancel);
}

int main(int argc, char **argv) {
  char configuration[4096], deep[300];
  assay_gate *gate;
  assay_cancel *cancel;
  if (argc != 2)
    return 2;
  printf("abi %u\n", assay_abi());
  open_badly("not JSON", "{");
  open_badly("unknown field", "{\"polcy\": \"x\"}");
  memset(deep, '[', sizeof deep - 1);
  deep[sizeof deep - 1] = 0;
  open_badly("deep", deep);
  assay_close(NULL);

  snprintf(configuration, sizeof configuration, "{\"log\": \"%s\", \"config\": false}", argv[1]);
  gate = assay_open(configuration, NULL);
  if (!gate)
    return 1;
  show("run", ask(gate, "assessAndExecute",
                  "{\"code\": \"print(40 + 2)\", \"language\": \"python\"}", NULL));
  show("unknown method", ask(gate, "nope", "{}", NULL));
  show("empty request", assay_call(gate, "getSecurityStatus", "", 0, NULL));
  cancel = assay_cancel_new();
  assay_cancel_request(cancel);
  show("cancelled before",
       ask(gate, "assessAndExecute", "{\"code\": \"print(1)\", \"language\": \"python\"}", cancel));
  assay_cancel_free(cancel);
  assay_close(gate);
  printf("done\n");
  return 0;
}
