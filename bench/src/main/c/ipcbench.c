/*
 * What a request over libqb costs at least, and what it costs with jpmxcfs: run by bench/ipc.sh.
 *
 *   ipcbench serve NAME                 answers every request with the same 512 bytes
 *   ipcbench ask ROUNDS COUNT NAME...   asks each service in turn for storage.cfg and prints percentiles
 *
 * The services take turns every COUNT requests, so that all of them see the same machine.
 */
#include <qb/qbipcc.h>
#include <qb/qbipcs.h>
#include <qb/qbloop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { READ_CONFIG = 6, DATA_BYTES = 512, BUFFER_BYTES = 1 << 20, SERVICES_MAX = 8, TIMEOUT_MILLIS = 20000 };

static qb_loop_t *loop;

static int32_t accept_any(qb_ipcs_connection_t *c, uid_t uid, gid_t gid) { return 0; }
static void ignore(qb_ipcs_connection_t *c) {}
static int32_t let_go(qb_ipcs_connection_t *c) { return 0; }

static int32_t answer(qb_ipcs_connection_t *c, void *message, size_t size) {
    static char data[DATA_BYTES];
    struct qb_ipc_request_header *request = message;
    struct qb_ipc_response_header header = {.id = request->id, .size = sizeof header + DATA_BYTES};
    struct iovec pieces[] = {{&header, sizeof header}, {data, DATA_BYTES}};
    qb_ipcs_response_sendv(c, pieces, 2);
    return 0;
}

static int32_t job_add(enum qb_loop_priority p, void *context, qb_loop_job_dispatch_fn f) {
    return qb_loop_job_add(loop, p, context, f);
}
static int32_t poll_add(enum qb_loop_priority p, int32_t fd, int32_t events, void *context, qb_ipcs_dispatch_fn_t f) {
    return qb_loop_poll_add(loop, p, fd, events, context, f);
}
static int32_t poll_mod(enum qb_loop_priority p, int32_t fd, int32_t events, void *context, qb_ipcs_dispatch_fn_t f) {
    return qb_loop_poll_mod(loop, p, fd, events, context, f);
}
static int32_t poll_del(int32_t fd) { return qb_loop_poll_del(loop, fd); }

static int serve(const char *name) {
    struct qb_ipcs_service_handlers handlers = {accept_any, ignore, answer, let_go, ignore};
    struct qb_ipcs_poll_handlers polling = {job_add, poll_add, poll_mod, poll_del};
    loop = qb_loop_create();
    qb_ipcs_service_t *service = qb_ipcs_create(name, 1, QB_IPC_SHM, &handlers);
    qb_ipcs_poll_handlers_set(service, &polling);
    int result = qb_ipcs_run(service);
    if (result != 0) {
        fprintf(stderr, "ipcbench: %s: cannot be served: %s\n", name, strerror(-result));
        return 1;
    }
    qb_loop_run(loop);
    return 0;
}

static double micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double ask_once(qb_ipcc_connection_t *connection) {
    static char request[64], response[BUFFER_BYTES];
    struct qb_ipc_request_header *header = (struct qb_ipc_request_header *)request;
    strcpy(request + sizeof *header, "storage.cfg");
    header->id = READ_CONFIG;
    header->size = sizeof *header + sizeof "storage.cfg";
    struct iovec piece = {request, header->size};
    double start = micros();
    ssize_t size = qb_ipcc_sendv_recv(connection, &piece, 1, response, sizeof response, TIMEOUT_MILLIS);
    double taken = micros() - start;
    if (size != (ssize_t)sizeof(struct qb_ipc_response_header) + DATA_BYTES) {
        fprintf(stderr, "ipcbench: an answer of %zd bytes\n", size);
        exit(1);
    }
    return taken;
}

static int ask(int rounds, int count, int services, char **names) {
    qb_ipcc_connection_t *connections[SERVICES_MAX];
    double *taken[SERVICES_MAX];
    size_t total = (size_t)rounds * count;
    for (int s = 0; s < services; s++) {
        connections[s] = qb_ipcc_connect(names[s], BUFFER_BYTES);
        taken[s] = malloc(total * sizeof **taken);
        if (connections[s] == NULL || taken[s] == NULL) {
            perror(names[s]);
            return 1;
        }
    }
    for (int round = 0; round < rounds; round++)
        for (int s = 0; s < services; s++)
            for (int i = 0; i < count; i++)
                taken[s][(size_t)round * count + i] = ask_once(connections[s]);
    printf("%-24s %8s %8s %8s %8s %8s\n", "read config, 512 B (us)", "p10", "p50", "p90", "p99", "p99.9");
    for (int s = 0; s < services; s++) {
        double *t = taken[s];
        qsort(t, total, sizeof *t, ascending);
        printf("%-24s %8.1f %8.1f %8.1f %8.1f %8.1f\n", names[s], t[total / 10], t[total / 2], t[total * 9 / 10],
               t[total * 99 / 100], t[total * 999 / 1000]);
        qb_ipcc_disconnect(connections[s]);
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "serve") == 0) return serve(arguments[2]);
    if (count > 4 && count <= 4 + SERVICES_MAX && strcmp(arguments[1], "ask") == 0)
        return ask(atoi(arguments[2]), atoi(arguments[3]), count - 4, arguments + 4);
    fprintf(stderr, "usage: ipcbench serve NAME | ipcbench ask ROUNDS COUNT NAME...\n");
    return 2;
}
