/*
 * Handing a new tap to a QEMU that runs, by the socket of its machine protocol (QEMU, qapi/misc.json, `getfd`): only what is
 * sent along a socket gets into a process without rights. helper.c includes this file; do_hand_over runs in a child of its own.
 *
 * The monitor keeps the descriptor under the tap's name until a netdev takes it, or another of that name comes.
 */

struct hand_over_request { uint32_t tap_flags; char *netns, *master, *name, *alias, *mtu, *socket; };

/* Events that come between are passed over. */
static int hear(FILE *answers, const char *beginning) {
    char *line = NULL;
    size_t room = 0;
    int heard = 0;
    errno = 0;
    while (!heard && getline(&line, &room, answers) > 0) {
        if (!strncmp(line, "{\"error\"", 8)) { errno = EPROTO; break; }
        heard = !strncmp(line, beginning, strlen(beginning));
    }
    if (!heard && (errno == 0 || errno == EAGAIN)) errno = errno ? ETIMEDOUT : ECONNRESET;
    free(line);
    return heard ? 0 : -1;
}

static int say_with(int socket, const char *line, int descriptor) {
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof descriptor)]; } along = { 0 };
    struct iovec words = { (void *)line, strlen(line) };
    struct msghdr message = { .msg_iov = &words, .msg_iovlen = 1, .msg_control = along.room, .msg_controllen = sizeof along.room };
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)words.iov_len ? 0 : -1;
}

static int do_hand_over(void *argument) {
    struct hand_over_request *request = argument;
    int monitor = connect_to(request->socket);
    if (monitor < 0) return failed("connecting to the monitor");
    struct timeval patience = { 5, 0 };
    setsockopt(monitor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    FILE *answers = fdopen(monitor, "r");
    static const char hello[] = "{\"execute\":\"qmp_capabilities\"}\n";
    if (!answers || hear(answers, "{\"QMP\"") < 0) return failed("the monitor's greeting");
    if (send(monitor, hello, sizeof hello - 1, MSG_NOSIGNAL) < 0 || hear(answers, "{\"return\"") < 0) return failed("greeting the monitor");
    if (enter(request->netns) < 0) return failed("entering the switch's namespace");
    int kernel = open_kernel();
    int tap = kernel < 0 ? -1 : make_tap(kernel, request->tap_flags, request->master, request->name, request->alias, request->mtu);
    if (tap < 0) return failed("making a tap");
    char order[128];
    snprintf(order, sizeof order, "{\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"%s\"}}\n", request->name);
    if (say_with(monitor, order, tap) < 0 || hear(answers, "{\"return\"") < 0) return failed("getfd");
    return 0;
}
