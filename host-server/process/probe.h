/*
 * Whether somebody answers in another network namespace: a TCP connection, and with a path an HTTP answer of 200 to 399.
 * helper.c includes this file; the function runs in a child of its own, because it changes namespaces and waits.
 */
#include <netinet/in.h>
#include <sys/time.h>

struct probe_request { uint32_t port, timeout_ms; char *netns, *address, *path; };

static int do_probe(void *argument) {
    struct probe_request *request = argument;
    if (enter(request->netns) < 0) return failed("setns");
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)request->port) };
    if (inet_pton(AF_INET, request->address, &to.sin_addr) != 1) { errno = EINVAL; return failed("address"); }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return failed("socket");
    /* Each step has the whole time; the caller's patience is not of a kind to be cheated. */
    struct timeval patience = { request->timeout_ms / 1000, (request->timeout_ms % 1000) * 1000 };
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
        if (errno == EINPROGRESS) errno = ETIMEDOUT;
        return failed("connect");
    }
    if (!*request->path) return 0;
    char text[2048];
    int length = snprintf(text, sizeof text, "GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: sampan-health\r\nConnection: close\r\n\r\n", request->path, request->address);
    if (length >= (int)sizeof text) { errno = ENAMETOOLONG; return failed("path"); }
    if (send(fd, text, (size_t)length, MSG_NOSIGNAL) != length) return failed("send");
    size_t got = 0;
    while (got < 12) {
        ssize_t more = recv(fd, text + got, sizeof text - 1 - got, 0);
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) { if (errno == EAGAIN) errno = ETIMEDOUT; return failed("receive"); }
        if (more == 0) { errno = ECONNRESET; return failed("receive"); }
        got += (size_t)more;
    }
    text[got] = 0;
    int status = 0;
    if (sscanf(text, "HTTP/%*d.%*d %d", &status) != 1) { errno = EPROTO; return failed("answer"); }
    static char told[24];
    snprintf(told, sizeof told, "HTTP status %d", status);
    errno = EPROTO;
    return status >= 200 && status < 400 ? 0 : failed(told);
}
