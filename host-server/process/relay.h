/*
 * `helper relay CONSOLE PIDFILE PROGRAM ARGUMENT...`: carries the input and output of a program inside a container over one
 * socket, which is its descriptors 0 and 1. helper.c includes this file; it runs as a process of its own for each program.
 *
 * PROGRAM is a runtime's detached exec: it starts the real program, writes its pid to PIDFILE and ends. That program is
 * then this process's child, because this process is the subreaper above it, and so nothing larger stays for the time of a
 * session. With a terminal CONSOLE names the socket (in the working folder) to which the runtime sends it; else it is ''.
 *
 * Frames go both ways: u8 type | u32 length (little-endian) | bytes.
 *
 *     to us     0 input   1 end of input   2 terminal size: u16 columns, u16 rows   3 signal: u8
 *     from us   1 output  2 errors         3 ended: u32 code, 128 + signal          4 not started: u32 PROGRAM's exit code
 *
 * Each side takes only what the other has taken away before: one piece each way is held at a time. When the socket goes,
 * the program is killed.
 */
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <termios.h>

enum { TO_INPUT, TO_END, TO_SIZE, TO_SIGNAL };
enum { FROM_OUTPUT = 1, FROM_ERRORS, FROM_ENDED, FROM_NOT_STARTED };
enum { PIECE = 65536 };

struct piece { size_t length, at; char bytes[PIECE + 5]; };

struct relay {
    pid_t runtime, program;
    int runtime_fd, program_fd;                 /* pidfds, -1 when there is none */
    int listener, input, output, errors;        /* -1 when closed; input and output are one with a terminal */
    int terminal, input_ended, finished;
    uint64_t signals;                           /* that came before the program was known */
    struct winsize size;
    struct piece to_guest, to_host;
    char frame[PIECE + 5];                      /* what has come of the frame at hand */
    size_t got;
};

static void relay_close(int *fd) { if (*fd >= 0) close(*fd); *fd = -1; }

static void relay_frame(struct relay *relay, char type, const void *bytes, uint32_t length) {
    struct piece *piece = &relay->to_host;
    piece->bytes[piece->length] = type;
    memcpy(piece->bytes + piece->length + 1, &length, 4);
    if (length && bytes) memcpy(piece->bytes + piece->length + 5, bytes, length);
    piece->length += 5 + length;
}

static int relay_listen(const char *name) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(name) >= sizeof address.sun_path) return -1;
    strcpy(address.sun_path, name);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 1) < 0) return -1;
    return fd;
}

/* runc, "console socket": one message with the terminal's descriptor. */
static void relay_take_terminal(struct relay *relay) {
    int from = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC);
    relay_close(&relay->listener);
    char name[512], control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec data = { name, sizeof name };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    if (from < 0 || recvmsg(from, &message, MSG_CMSG_CLOEXEC) < 0) _exit(71);
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (!head || head->cmsg_type != SCM_RIGHTS) _exit(71);
    memcpy(&relay->output, CMSG_DATA(head), sizeof(int));
    close(from);
    relay->input = relay->output;
    fcntl(relay->output, F_SETFL, O_NONBLOCK);
    if (relay->size.ws_col) ioctl(relay->output, TIOCSWINSZ, &relay->size);
}

static void relay_act(struct relay *relay, char type, const char *bytes, uint32_t length) {
    if (type == TO_INPUT && !relay->input_ended) {
        memcpy(relay->to_guest.bytes, bytes, length);
        relay->to_guest.length = length;
        relay->to_guest.at = 0;
    } else if (type == TO_END && relay->terminal && !relay->input_ended) {
        relay->input_ended = 1;
        relay->to_guest.bytes[0] = 4;           /* ^D, as a person would end it */
        relay->to_guest.length = 1;
        relay->to_guest.at = 0;
    } else if (type == TO_END) {
        relay->input_ended = 1;
        relay_close(&relay->input);
    } else if (type == TO_SIZE && length == 4) {
        uint16_t size[2];
        memcpy(size, bytes, 4);
        relay->size = (struct winsize){ .ws_col = size[0], .ws_row = size[1] };
        if (relay->terminal && relay->output >= 0) ioctl(relay->output, TIOCSWINSZ, &relay->size);
    } else if (type == TO_SIGNAL && length == 1 && *bytes > 0 && *bytes <= 64) {
        if (relay->program > 0) kill(relay->program, (unsigned char)*bytes);
        else relay->signals |= 1ULL << ((unsigned char)*bytes - 1);
    }
}

/* Takes frames one by one, and none while input waits to be taken by the program. Answers 0 when the socket has gone. */
static int relay_read_frames(struct relay *relay) {
    while (relay->to_guest.length == relay->to_guest.at) {
        uint32_t length = 0;
        if (relay->got >= 5) memcpy(&length, relay->frame + 1, 4);
        if (length > PIECE) return 0;
        size_t wanted = relay->got < 5 ? 5 : 5 + (size_t)length;
        if (relay->got == wanted) {
            relay->got = 0;
            relay_act(relay, relay->frame[0], relay->frame + 5, length);
            continue;
        }
        ssize_t got = recv(0, relay->frame + relay->got, wanted - relay->got, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return 1;
        if (got <= 0) return 0;
        relay->got += (size_t)got;
    }
    return 1;
}

static void relay_write_input(struct relay *relay) {
    struct piece *piece = &relay->to_guest;
    ssize_t put = write(relay->input, piece->bytes + piece->at, piece->length - piece->at);
    if (put < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (put < 0) {                              /* it does not want more: its own affair */
        piece->at = piece->length;
        relay->input_ended = 1;
        if (!relay->terminal) relay_close(&relay->input);
    } else piece->at += (size_t)put;
}

/* Reads one piece into the frame that goes out next. Answers 0 when there was nothing. */
static int relay_read_output(struct relay *relay, int *fd, char type) {
    char *bytes = relay->to_host.bytes + 5;
    ssize_t got = read(*fd, bytes, PIECE);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
    if (got <= 0) {                             /* a terminal ends with EIO */
        if (relay->terminal && fd == &relay->output) relay->input = -1;
        relay_close(fd);
        return 0;
    }
    relay_frame(relay, type, NULL, (uint32_t)got);
    return 1;
}

static void relay_runtime_ended(struct relay *relay, const char *pid_file) {
    int status = 0;
    waitpid(relay->runtime, &status, 0);
    relay_close(&relay->runtime_fd);
    char text[16] = { 0 };
    int file = open(pid_file, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && read(file, text, sizeof text - 1) > 0) relay->program = (pid_t)strtol(text, NULL, 10);
    if (file >= 0) close(file);
    int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    relay->program_fd = code == 0 && relay->program > 0 ? open_pidfd(relay->program) : -1;
    for (int number = 1; number <= 64; number++)
        if (relay->program_fd >= 0 && relay->signals & 1ULL << (number - 1)) kill(relay->program, number);
    if (relay->program_fd >= 0) return;
    uint32_t told = (uint32_t)code;
    relay_frame(relay, FROM_NOT_STARTED, &told, 4);
    relay->finished = 1;
}

/* The program has ended: what it wrote last goes out first, and who still holds its output is not waited for. */
static void relay_program_ended(struct relay *relay) {
    if (relay->output >= 0 && relay_read_output(relay, &relay->output, FROM_OUTPUT)) return;
    if (relay->errors >= 0 && relay_read_output(relay, &relay->errors, FROM_ERRORS)) return;
    int status = 0;
    waitpid(relay->program, &status, 0);
    uint32_t code = WIFSIGNALED(status) ? 128 + (uint32_t)WTERMSIG(status) : (uint32_t)WEXITSTATUS(status);
    relay_frame(relay, FROM_ENDED, &code, 4);
    relay->finished = 1;
}

static void relay_start(struct relay *relay, char **program) {
    int input[2], output[2], errors[2];
    if (pipe2(input, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0 || pipe2(errors, O_CLOEXEC) < 0) _exit(71);
    pid_t pid = fork();
    if (pid < 0) _exit(71);
    if (pid == 0) {
        if (dup2(input[0], 0) < 0 || dup2(output[1], 1) < 0 || dup2(errors[1], 2) < 0) _exit(126);
        signal(SIGPIPE, SIG_DFL);
        execvp(program[0], program);
        _exit(127);
    }
    relay->runtime = pid;
    relay->runtime_fd = open_pidfd(pid);
    close(input[0]); close(output[1]); close(errors[1]);
    relay->errors = errors[0];
    if (relay->terminal) {
        close(input[1]);
        close(output[0]);
    } else {
        relay->input = input[1];
        relay->output = output[0];
        fcntl(relay->output, F_SETFL, O_NONBLOCK);
        fcntl(relay->input, F_SETFL, O_NONBLOCK);
    }
    fcntl(relay->errors, F_SETFL, O_NONBLOCK);
}

/* The program may be in the middle of its start: the pid file says so sooner or later. */
static void relay_kill(struct relay *relay, const char *pid_file) {
    if (relay->runtime_fd >= 0) relay_runtime_ended(relay, pid_file);
    if (relay->program > 0) kill(relay->program, SIGKILL);
    _exit(0);
}

static int relay_main(char **argv) {
    static struct relay relay = { .runtime_fd = -1, .program_fd = -1, .listener = -1, .input = -1, .output = -1, .errors = -1 };
    const char *console = argv[0], *pid_file = console ? argv[1] : NULL;
    if (!pid_file || !argv[2]) return 64;
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    relay.terminal = *console != 0;
    if (relay.terminal && (relay.listener = relay_listen(console)) < 0) return 71;
    relay_start(&relay, argv + 2);
    for (;;) {
        int idle = relay.to_host.at == relay.to_host.length;
        if (idle) relay.to_host.at = relay.to_host.length = 0;
        if (idle && relay.finished) return 0;
        int waits = relay.to_guest.at < relay.to_guest.length;
        struct pollfd polled[] = {
            { .fd = 0, .events = (short)((waits ? 0 : POLLIN) | (idle ? 0 : POLLOUT)) },
            { .fd = waits ? relay.input : -1, .events = POLLOUT },
            { .fd = idle ? relay.output : -1, .events = POLLIN },
            { .fd = idle ? relay.errors : -1, .events = POLLIN },
            { .fd = relay.listener, .events = POLLIN },
            { .fd = idle ? relay.runtime_fd : -1, .events = POLLIN },
            { .fd = idle && relay.runtime_fd < 0 ? relay.program_fd : -1, .events = POLLIN },
        };
        if (poll(polled, sizeof polled / sizeof *polled, -1) < 0) continue;
        if (polled[0].revents & (POLLERR | POLLNVAL)) relay_kill(&relay, pid_file);
        if (polled[0].revents & POLLOUT) {
            ssize_t put = send(0, relay.to_host.bytes + relay.to_host.at, relay.to_host.length - relay.to_host.at, MSG_DONTWAIT);
            if (put < 0 && errno != EINTR && errno != EAGAIN) relay_kill(&relay, pid_file);
            if (put > 0) relay.to_host.at += (size_t)put;
            continue;                           /* what follows counts on an empty piece */
        }
        if (polled[0].revents & (POLLIN | POLLHUP) && !waits && !relay_read_frames(&relay)) relay_kill(&relay, pid_file);
        else if (polled[0].revents & POLLHUP && waits) relay_kill(&relay, pid_file);
        if (polled[1].revents) relay_write_input(&relay);
        if (polled[4].revents) relay_take_terminal(&relay);
        if (polled[5].revents) relay_runtime_ended(&relay, pid_file);
        else if (polled[6].revents) relay_program_ended(&relay);
        else if (polled[2].revents && relay_read_output(&relay, &relay.output, FROM_OUTPUT)) continue;
        else if (polled[3].revents) relay_read_output(&relay, &relay.errors, FROM_ERRORS);
    }
}
