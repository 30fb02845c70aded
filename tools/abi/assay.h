#ifndef ASSAY_H
#define ASSAY_H

#include <stddef.h>

/* The C ABI of assay's safety API, for every language that can call C.
 *
 * One JSON document goes in, one comes out: the methods and documents of `assay api`, described by
 * the schemas that assay installs. An answer that is an error is a document too (assay.error/1),
 * with a stable code. This is not a second API: whatever `assay api` or the service says, this
 * says.
 *
 * Stability: functions are only ever added, under a new symbol version; ASSAY_ABI counts changes
 * that would break a caller. Strings are UTF-8. No function throws, exits, or prints.
 */

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_ABI 1

/* A gate: rules, policy, log. Calls on one gate from several threads take turns, unless a service
 * answers them; open one gate for each thread. */
typedef struct assay_gate assay_gate;

/* Ends a request early, from another thread. */
typedef struct assay_cancel assay_cancel;

/* ASSAY_ABI of the library that is loaded. */
unsigned assay_abi(void);

/* "0.1.0"; never freed. */
const char *assay_version(void);

/* Opens a gate. `configuration` is NULL or a JSON object, every field of which may be absent:
 *
 *   policy   path of a policy document, applied on top of the configured ones
 *   rules    list of paths of rule files
 *   config   false: do not read the configured policies
 *   log      folder of the log
 *   socket   path of a service to ask; "" for none. By default the user's service is asked if it is
 *            there and neither policy, rules, config nor log is given
 *   client   what the log calls this program (default "library")
 *
 * Returns NULL on failure; *error, unless `error` is NULL, is then an error document that the
 * caller frees with assay_free. */
assay_gate *assay_open(const char *configuration, char **error);

/* After it the gate, which no call may be using, is gone. NULL is allowed. */
void assay_close(assay_gate *gate);

/* Answers a request. `request` has `size` bytes. `cancel` may be NULL. The answer ends with a zero
 * byte, is freed by the caller with assay_free, and is NULL only if memory ran out. */
char *assay_call(assay_gate *gate, const char *method, const char *request, size_t size,
                 const assay_cancel *cancel);

void assay_free(char *document);

/* One for each request; NULL if memory ran out. Freed when the request has been answered. */
assay_cancel *assay_cancel_new(void);
void assay_cancel_request(assay_cancel *cancel);
void assay_cancel_free(assay_cancel *cancel);

#ifdef __cplusplus
}
#endif

#endif
