/*
 * `helper door ADDRESS PORT SOCKET TAG`: listens where it stands (the host-server starts it in a network's gateway
 * namespace) and carries each connection to a unix socket, after one line that tells who asks: `TAG SOURCE-ADDRESS`.
 * So one server outside can tell tenants apart that have the same addresses. Says `ready` once it listens, and ends with
 * its standard input. helper.c includes this file.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { DOOR_IDLE_MS = 30000 };

/* Both ways until both ends have said all, or nobody says anything any more. */
static void carry(int one, int other) {
    char bytes[16384];
    struct pollfd ends[2] = { { .fd = one, .events = POLLIN }, { .fd = other, .events = POLLIN } };
    for (int open = 2; open > 0;) {
        if (poll(ends, 2, DOOR_IDLE_MS) <= 0) return;
        for (int i = 0; i < 2; i++) {
            if (!ends[i].revents) continue;
            int from = i ? other : one, to = i ? one : other;
            ssize_t got = read(from, bytes, sizeof bytes);
            if (got < 0) return;
            if (got == 0) { shutdown(to, SHUT_WR); ends[i].fd = -1; open--; continue; }
            for (ssize_t at = 0; at < got;) {
                ssize_t put = write(to, bytes + at, (size_t)(got - at));
                if (put < 0) return;
                at += put;
            }
        }
    }
}

static void let_in(int guest, const struct sockaddr_in *who, const char *path, const char *tag) {
    struct sockaddr_un server = { .sun_family = AF_UNIX };
    strncpy(server.sun_path, path, sizeof server.sun_path - 1);
    int inside = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inside < 0 || connect(inside, (struct sockaddr *)&server, sizeof server) < 0) return;
    struct timeval patience = { .tv_sec = DOOR_IDLE_MS / 1000 };
    setsockopt(guest, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(inside, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    char address[INET_ADDRSTRLEN], line[256];
    if (!inet_ntop(AF_INET, &who->sin_addr, address, sizeof address)) return;
    int length = snprintf(line, sizeof line, "%s %s\n", tag, address);
    if (length <= 0 || length >= (int)sizeof line || write(inside, line, (size_t)length) != length) return;
    carry(guest, inside);
}

/* words: ADDRESS PORT SOCKET TAG */
static int door_main(char **words) {
    if (!words[0] || !words[1] || !words[2] || !words[3] || strlen(words[2]) >= sizeof ((struct sockaddr_un *)0)->sun_path) return 64;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[1])) };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    if (listener < 0 || inet_pton(AF_INET, words[0], &here.sin_addr) != 1) return 64;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 64) < 0) return 71;
    if (write(1, "ready\n", 6) != 6) return 74;
    int parent = getpid();
    struct pollfd ends[2] = { { .fd = listener, .events = POLLIN }, { .fd = 0, .events = POLLIN } };
    for (;;) {
        if (poll(ends, 2, -1) < 0) { if (errno == EINTR) continue; return 71; }
        char rest[64];
        if (ends[1].revents && read(0, rest, sizeof rest) <= 0) return 0;
        if (!ends[0].revents) continue;
        struct sockaddr_in who;
        socklen_t size = sizeof who;
        int guest = accept4(listener, (struct sockaddr *)&who, &size, SOCK_CLOEXEC);
        if (guest < 0) continue;
        pid_t child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(0);
            alarm(300);                         /* nobody keeps a place for ever */
            close(listener);
            let_in(guest, &who, words[2], words[3]);
            _exit(0);
        }
        close(guest);
    }
}
