/*
 * The host-server's small helper: starts programs, mounts, wires, and waits for processes, asked over a pipe.
 *
 * Why it exists: a Node process pays for every fork with the size of its heap (2 ms small, 44 ms with 1 GiB touched) and
 * its event loop stands still meanwhile. This process stays a few hundred KiB, so the same costs it about a millisecond
 * whatever the host-server holds. Keep it small: no libraries, no configuration, no policy. Policy is the caller's.
 *
 * Theory of operation. One thread, one epoll. Requests come on stdin, replies go to stdout, both as frames:
 *
 *     u32 length of what follows | u32 request id | u8 operation (request) or u8 status (reply) | fields
 *
 * Numbers are little-endian. A string is a u32 length and its bytes; a list is a u32 count and its strings. Fields:
 *
 *     1 spawn    u32 timeout ms (0: none), u32 flags, cwd, socket path, argv list, env list, input
 *                status 0: i32 exit code (128 + signal when killed by one), u32 flags of the answer, stdout, stderr, report
 *     2 mount    u32 MS_* flags, cwd, source, target, type, data                          status 0, no fields
 *     3 unmount  target                                                                   status 0, no fields
 *     4 wait     u32 pid; answered when that process is gone                              status 0, no fields
 *     5 veth     u32 mtu, namespace, name, alias, master, guest's namespace, name inside, MAC inside   no fields
 *     6 setup    u32 without offload, guest's namespace, name inside, list of addresses
 *                (address/prefix), list of routes (address/prefix by whom)                status 0, no fields
 *     7 unlink   namespace, list of devices                                               status 0, no fields
 *     8 launch   u32 uid, u32 gid, u32 flags of taps, u32 most bytes of output, pid file, exit file, log file, output file,
 *                taps' namespace, taps' master, lists: groups, cgroup.procs files, taps (name, alias, mtu), argv, env    status 0, no fields
 *     9 disk     image, target, type, data: mounts the file system in a file           status 0, no fields
 *    10 probe    u32 port, u32 timeout ms, namespace, address, path: an answer comes   status 0, no fields
 *    11 hand     u32 flags of taps, taps' namespace, taps' master, name, alias, mtu, socket of a QEMU's monitor   no fields
 *     any        status 1: i32 errno, string naming the call that failed
 *
 * Replies come in the order in which things end, not in which they were asked. A child's exit ends its request even while
 * a grandchild still holds its output: that is how daemons are started. A request that makes no sense is answered with
 * EINVAL; a frame that cannot be framed ends the helper, because nothing after it can be trusted.
 *
 * Called as `helper relay ...`, `helper door ...` or `helper plain-groups ...` it is something else: the header of that name.
 * `helper pause` waits to be killed: it holds the namespaces of a set, in a root of anybody's, which is why the binary is static.
 *
 * When stdin closes the helper exits and touches nobody: what it started lives on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "links.h"
#include "disks.h"
#include "probe.h"
#include "launch.h"

enum { OP_SPAWN = 1, OP_MOUNT = 2, OP_UNMOUNT = 3, OP_WAIT = 4, OP_VETH = 5, OP_SETUP = 6, OP_UNLINK = 7, OP_LAUNCH = 8, OP_DISK = 9, OP_PROBE = 10, OP_HAND = 11 };
enum { SPAWN_REPORT = 1 };                      /* give the child descriptor 3, answer its first line */
enum { RESULT_TIMED_OUT = 1, RESULT_TRUNCATED = 2 };
enum { MAX_FRAME = 64 << 20, MAX_OUTPUT = 1 << 20, MAX_LIST = 4096 };

struct buffer { char *data; size_t length, capacity; };

/* One thing that epoll tells about: which job it belongs to and which of its descriptors it is. */
enum watch_kind { WATCH_STDIN, WATCH_INPUT, WATCH_OUTPUT, WATCH_EXIT, WATCH_TIMER };
struct job;
struct watch { enum watch_kind kind; int fd; int stream; struct job *job; };

enum { STREAM_OUT, STREAM_ERR, STREAM_REPORT, STREAMS };
enum job_kind { JOB_SPAWN, JOB_WAIT, JOB_CALL };

struct job {
    enum job_kind kind;
    uint32_t id;
    pid_t pid;
    struct watch exit, timer, input, output[STREAMS];
    struct buffer collected[STREAMS];
    struct buffer to_write;
    size_t written;
    const char *call;                           /* JOB_CALL: what is named when it fails */
    int exited, code, truncated, timed_out;
    struct job *next_dead;
};

static int epoll_fd;
static struct job *dead_jobs;                   /* freed after the batch of events that may still name them */

/* ---- memory ------------------------------------------------------------------------------------------------------ */

static void *must(void *memory) {
    if (memory) return memory;
    static const char words[] = "sampan helper: out of memory\n";
    if (write(2, words, sizeof words - 1) < 0) { /* nothing is left to tell it with */ }
    _exit(70);
}

static void append(struct buffer *buffer, const void *data, size_t length) {
    if (buffer->length + length > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity < buffer->length + length) capacity *= 2;
        buffer->data = must(realloc(buffer->data, capacity));
        buffer->capacity = capacity;
    }
    if (length) memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
}

static void append_u32(struct buffer *buffer, uint32_t value) { append(buffer, &value, 4); }

static void append_string(struct buffer *buffer, const void *data, size_t length) {
    append_u32(buffer, (uint32_t)length);
    append(buffer, data, length);
}

/* ---- replies ----------------------------------------------------------------------------------------------------- */

static void send_all(const char *data, size_t length) {
    while (length > 0) {
        ssize_t sent = write(1, data, length);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) _exit(0);                 /* the host-server is gone */
        data += sent;
        length -= (size_t)sent;
    }
}

static void reply(uint32_t id, uint8_t status, const struct buffer *fields) {
    struct buffer frame = { 0 };
    size_t length = fields ? fields->length : 0;
    append_u32(&frame, (uint32_t)(5 + length));
    append_u32(&frame, id);
    append(&frame, &status, 1);
    if (length) append(&frame, fields->data, length);
    send_all(frame.data, frame.length);
    free(frame.data);
}

static void reply_error(uint32_t id, int error, const char *call) {
    struct buffer fields = { 0 };
    append_u32(&fields, (uint32_t)error);
    append_string(&fields, call, strlen(call));
    reply(id, 1, &fields);
    free(fields.data);
}

/* ---- requests: a cursor that turns bad once and stays so ----------------------------------------------------------- */

struct cursor { const char *at, *end; int bad; };

static uint32_t take_u32(struct cursor *cursor) {
    uint32_t value = 0;
    if (cursor->bad || cursor->end - cursor->at < 4) { cursor->bad = 1; return 0; }
    memcpy(&value, cursor->at, 4);
    cursor->at += 4;
    return value;
}

static const char *take_bytes(struct cursor *cursor, uint32_t *length) {
    *length = take_u32(cursor);
    if (cursor->bad || (size_t)(cursor->end - cursor->at) < *length) { cursor->bad = 1; *length = 0; return ""; }
    const char *bytes = cursor->at;
    cursor->at += *length;
    return bytes;
}

/* A string for the kernel: one with a NUL inside would be silently cut, so it is a bad request. */
static char *take_string(struct cursor *cursor) {
    uint32_t length;
    const char *bytes = take_bytes(cursor, &length);
    if (memchr(bytes, 0, length)) { cursor->bad = 1; length = 0; }
    char *text = must(malloc((size_t)length + 1));
    memcpy(text, bytes, length);
    text[length] = 0;
    return text;
}

static char **take_list(struct cursor *cursor) {
    uint32_t count = take_u32(cursor);
    if (count > MAX_LIST) { cursor->bad = 1; count = 0; }
    char **list = must(calloc((size_t)count + 1, sizeof *list));
    for (uint32_t i = 0; i < count; i++) list[i] = take_string(cursor);
    return list;
}

static void free_list(char **list) {
    for (char **item = list; *item; item++) free(*item);
    free(list);
}

/* ---- watching ---------------------------------------------------------------------------------------------------- */

static void watch(struct watch *watched, enum watch_kind kind, int fd, struct job *job, uint32_t events) {
    watched->kind = kind;
    watched->fd = fd;
    watched->job = job;
    struct epoll_event event = { .events = events, .data.ptr = watched };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) _exit(71);
}

static void unwatch(struct watch *watched) {
    if (watched->fd < 0) return;
    /* By hand: closing alone leaves it in epoll for as long as a just-forked child holds a copy. */
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, watched->fd, NULL);
    close(watched->fd);
    watched->fd = -1;
}

static struct job *new_job(enum job_kind kind, uint32_t id) {
    struct job *job = must(calloc(1, sizeof *job));
    job->kind = kind;
    job->id = id;
    job->exit.fd = job->timer.fd = job->input.fd = -1;
    for (int i = 0; i < STREAMS; i++) job->output[i].fd = -1;
    return job;
}

static void end_job(struct job *job) {
    unwatch(&job->exit);
    unwatch(&job->timer);
    unwatch(&job->input);
    for (int i = 0; i < STREAMS; i++) {
        unwatch(&job->output[i]);
        free(job->collected[i].data);
    }
    free(job->to_write.data);
    job->next_dead = dead_jobs;
    dead_jobs = job;
}

static void free_dead_jobs(void) {
    while (dead_jobs) {
        struct job *job = dead_jobs;
        dead_jobs = job->next_dead;
        free(job);
    }
}

static int open_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

#include "relay.h"
#include "door.h"
#include "plain-groups.h"

/* ---- programs ---------------------------------------------------------------------------------------------------- */

struct spawn_request { uint32_t timeout_ms, flags; char *cwd, *socket_path, **argv, **env; };

static int connect_to(const char *path) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) { errno = ENAMETOOLONG; return -1; }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    return fd;
}

/* In the child. `failure` is a CLOEXEC pipe: bytes on it mean that exec never happened. */
static void become(const struct spawn_request *request, const int ends[STREAMS], int input, int failure) {
    sigset_t none;
    sigemptyset(&none);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();                                   /* a group of its own: a timeout ends all of it, a terminal's ^C none */
    int out = ends[STREAM_OUT];
    if (*request->socket_path) {
        input = out = connect_to(request->socket_path);
        if (input < 0) goto failed;
    }
    if (*request->cwd && chdir(request->cwd) < 0) goto failed;
    if (dup2(input, 0) < 0 || dup2(out, 1) < 0 || dup2(ends[STREAM_ERR], 2) < 0) goto failed;
    if (request->flags & SPAWN_REPORT) {
        if (ends[STREAM_REPORT] != 3 && dup2(ends[STREAM_REPORT], 3) < 0) goto failed;
        if (fcntl(3, F_SETFD, 0) < 0) goto failed;
    }
    char **env = request->env;
    const char *path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (char **pair = env; *pair; pair++) if (!strncmp(*pair, "PATH=", 5)) path = *pair + 5;
    setenv("PATH", path, 1);
    execvpe(request->argv[0], request->argv, env);
failed:;
    int error = errno;
    if (write(failure, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

/* Moves a descriptor out of the way of 0..3, so that dup2 onto those never closes one that is still needed. */
static int above_standard(int fd) {
    if (fd > 3 || fd < 0) return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 4);
    close(fd);
    return moved;
}

static int make_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    ends[0] = above_standard(ends[0]);
    ends[1] = above_standard(ends[1]);
    return 0;
}

static void close_all(int *fds, int count) {
    for (int i = 0; i < count; i++) if (fds[i] >= 0) close(fds[i]);
}

static void spawn(uint32_t id, const struct spawn_request *request, const char *input, uint32_t input_length) {
    /* 0-1 input, 2-3 stdout, 4-5 stderr, 6-7 report, 8-9 exec failure: read end first */
    int fds[10];
    memset(fds, -1, sizeof fds);
    for (int i = 0; i < 5; i++) {
        if (i == 3 && !(request->flags & SPAWN_REPORT)) continue;
        if (make_pipe(fds + 2 * i) < 0) { int error = errno; close_all(fds, 10); reply_error(id, error, "pipe"); return; }
    }
    const int ends[STREAMS] = { fds[3], fds[5], fds[7] };
    pid_t pid = fork();
    if (pid < 0) { int error = errno; close_all(fds, 10); reply_error(id, error, "fork"); return; }
    if (pid == 0) become(request, ends, fds[0], fds[9]);
    close(fds[0]); close(fds[3]); close(fds[5]); close(fds[9]);
    if (fds[7] >= 0) close(fds[7]);
    fds[0] = fds[3] = fds[5] = fds[7] = fds[9] = -1;

    int error = 0;
    ssize_t told;
    do told = read(fds[8], &error, sizeof error); while (told < 0 && errno == EINTR);
    close(fds[8]);
    fds[8] = -1;
    int pidfd = told == 0 ? open_pidfd(pid) : -1;
    if (pidfd < 0) {
        if (told == 0) { error = errno; kill(pid, SIGKILL); }
        waitpid(pid, NULL, 0);
        close_all(fds, 10);
        reply_error(id, error, "exec");
        return;
    }

    struct job *job = new_job(JOB_SPAWN, id);
    job->pid = pid;
    watch(&job->exit, WATCH_EXIT, pidfd, job, EPOLLIN);
    for (int stream = 0; stream < STREAMS; stream++) {
        int fd = fds[2 + 2 * stream];
        if (fd < 0) continue;
        fcntl(fd, F_SETFL, O_NONBLOCK);
        job->output[stream].stream = stream;
        watch(&job->output[stream], WATCH_OUTPUT, fd, job, EPOLLIN);
    }
    if (input_length) {
        append(&job->to_write, input, input_length);
        fcntl(fds[1], F_SETFL, O_NONBLOCK);
        watch(&job->input, WATCH_INPUT, fds[1], job, EPOLLOUT);
    } else close(fds[1]);
    if (request->timeout_ms) {
        int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        struct itimerspec when = { .it_value = { request->timeout_ms / 1000, (long)(request->timeout_ms % 1000) * 1000000L } };
        if (timer >= 0 && timerfd_settime(timer, 0, &when, NULL) == 0) watch(&job->timer, WATCH_TIMER, timer, job, EPOLLIN);
    }
}

/* Reads what is there. More than the limit is read and dropped: a program must not hang because it talks too much. */
static void drain(struct job *job, int stream) {
    char chunk[65536];
    struct watch *source = &job->output[stream];
    while (source->fd >= 0) {
        if (job->exited && job->collected[stream].length >= MAX_OUTPUT) return;
        ssize_t got = read(source->fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) { unwatch(source); return; }
        size_t room = MAX_OUTPUT - job->collected[stream].length;
        if ((size_t)got > room) job->truncated = 1;
        append(&job->collected[stream], chunk, (size_t)got < room ? (size_t)got : room);
        if (stream == STREAM_REPORT && memchr(chunk, '\n', (size_t)got)) unwatch(source);
        if (!job->exited) return;               /* one chunk a turn, so that a flood starves nobody */
    }
}

static void feed(struct job *job) {
    while (job->written < job->to_write.length) {
        ssize_t put = write(job->input.fd, job->to_write.data + job->written, job->to_write.length - job->written);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && errno == EAGAIN) return;
        if (put < 0) break;                     /* it does not want more: its own affair */
        job->written += (size_t)put;
    }
    unwatch(&job->input);
}

static void finish_spawn(struct job *job) {
    if (!job->exited) return;
    if (job->output[STREAM_REPORT].fd >= 0 && !job->timed_out) return;  /* its daemon has not reported yet */
    drain(job, STREAM_OUT);
    drain(job, STREAM_ERR);
    struct buffer fields = { 0 };
    append_u32(&fields, (uint32_t)job->code);
    append_u32(&fields, (job->timed_out ? RESULT_TIMED_OUT : 0) | (job->truncated ? RESULT_TRUNCATED : 0));
    for (int i = 0; i < STREAMS; i++) append_string(&fields, job->collected[i].data, job->collected[i].length);
    reply(job->id, 0, &fields);
    free(fields.data);
    end_job(job);
}

/* ---- mounts and links ---------------------------------------------------------------------------------------------- */

struct call_answer { int error; char step[60]; };

/*
 * In a child, because the kernel may write back a whole file system in them and everybody else would wait. The child of
 * an unmount holds the root open over the call: the mount is gone from the tree at once, and the write-back happens when
 * that descriptor closes, after the answer.
 */
static void call_in_child(uint32_t id, const char *name, int (*call)(void *), void *argument) {
    int answer[2];
    if (make_pipe(answer) < 0) { reply_error(id, errno, "pipe"); return; }
    pid_t pid = fork();
    if (pid < 0) { reply_error(id, errno, "fork"); close_all(answer, 2); return; }
    if (pid == 0) {
        dup2(answer[1], 0);
        close_range(1, ~0U, 0);                 /* it may live long: it must not hold the ends of others' pipes */
        struct call_answer told = { .error = call(argument) };
        snprintf(told.step, sizeof told.step, "%s%s%s", name, *failed_step ? ", " : "", failed_step);
        if (write(0, &told, sizeof told) < 0) _exit(1);
        close(0);
        _exit(0);
    }
    close(answer[1]);
    struct job *job = new_job(JOB_CALL, id);
    job->pid = pid;
    job->call = name;
    watch(&job->exit, WATCH_EXIT, open_pidfd(pid), job, EPOLLIN);
    job->output[STREAM_OUT].stream = STREAM_OUT;
    watch(&job->output[STREAM_OUT], WATCH_OUTPUT, answer[0], job, EPOLLIN);
}

static void answer_call(struct job *job) {
    struct call_answer told;
    if (read(job->output[STREAM_OUT].fd, &told, sizeof told) != sizeof told) reply_error(job->id, EIO, job->call);
    else if (told.error) reply_error(job->id, told.error, told.step);
    else reply(job->id, 0, NULL);
    unwatch(&job->output[STREAM_OUT]);
}

struct mount_request { uint32_t flags; char *cwd, *source, *target, *type, *data; };

static int do_mount(void *argument) {
    struct mount_request *request = argument;
    if (*request->cwd && chdir(request->cwd) < 0) return errno;
    unsigned long flags = request->flags;
    if (mount(request->source, request->target, *request->type ? request->type : NULL, flags, request->data) < 0) return errno;
    /* A bind mount ignores the other flags the first time; they take a second call. */
    unsigned long extra = flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
    if (!(flags & MS_BIND) || (flags & MS_REMOUNT) || !extra) return 0;
    if (mount(NULL, request->target, NULL, MS_BIND | MS_REMOUNT | extra, NULL) == 0) return 0;
    int error = errno;
    umount2(request->target, MNT_DETACH);
    return error;
}

static int do_unmount(void *argument) {
    const char *target = argument;
    int held = open(target, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    (void)held;
    if (umount2(target, MNT_DETACH | UMOUNT_NOFOLLOW) == 0) return 0;
    return errno == EINVAL || errno == ENOENT ? 0 : errno;      /* nothing is mounted there */
}

#include "handover.h"

/* ---- the loop ---------------------------------------------------------------------------------------------------- */

static void handle_spawn(uint32_t id, struct cursor *cursor) {
    struct spawn_request request = { .timeout_ms = take_u32(cursor), .flags = take_u32(cursor) };
    request.cwd = take_string(cursor);
    request.socket_path = take_string(cursor);
    request.argv = take_list(cursor);
    request.env = take_list(cursor);
    uint32_t input_length;
    const char *input = take_bytes(cursor, &input_length);
    if (cursor->bad || !request.argv[0]) reply_error(id, EINVAL, "request");
    else spawn(id, &request, input, input_length);
    free(request.cwd);
    free(request.socket_path);
    free_list(request.argv);
    free_list(request.env);
}

static void handle_mount(uint32_t id, struct cursor *cursor) {
    struct mount_request request = { .flags = take_u32(cursor) };
    request.cwd = take_string(cursor);
    request.source = take_string(cursor);
    request.target = take_string(cursor);
    request.type = take_string(cursor);
    request.data = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "mount", do_mount, &request);
    free(request.cwd);
    free(request.source);
    free(request.target);
    free(request.type);
    free(request.data);
}

static void handle_unmount(uint32_t id, struct cursor *cursor) {
    char *target = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "unmount", do_unmount, target);
    free(target);
}

static void handle_veth(uint32_t id, struct cursor *cursor) {
    struct veth_request request = { .mtu = take_u32(cursor) };
    char **texts[] = { &request.netns, &request.name, &request.alias, &request.master, &request.guest, &request.inner, &request.mac };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "veth", do_veth, &request);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(*texts[i]);
}

static void handle_setup(uint32_t id, struct cursor *cursor) {
    struct setup_request request = { .without_offload = take_u32(cursor) };
    request.netns = take_string(cursor);
    request.name = take_string(cursor);
    request.addresses = take_list(cursor);
    request.routes = take_list(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "setup", do_setup, &request);
    free(request.netns);
    free(request.name);
    free_list(request.addresses);
    free_list(request.routes);
}

static void handle_unlink(uint32_t id, struct cursor *cursor) {
    struct unlink_request request = { .netns = take_string(cursor) };
    request.names = take_list(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "unlink", do_unlink, &request);
    free(request.netns);
    free_list(request.names);
}

static void handle_launch(uint32_t id, struct cursor *cursor) {
    struct launch_request request = { .uid = take_u32(cursor), .gid = take_u32(cursor), .tap_flags = take_u32(cursor), .output_max = take_u32(cursor) };
    char **texts[] = { &request.pid_file, &request.exit_file, &request.log_file, &request.output_file, &request.netns, &request.master };
    char ***lists[] = { &request.groups, &request.cgroups, &request.taps, &request.argv, &request.env };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = take_string(cursor);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) *lists[i] = take_list(cursor);
    if (cursor->bad || !request.argv[0]) reply_error(id, EINVAL, "request");
    else call_in_child(id, "launch", do_launch, &request);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(*texts[i]);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) free_list(*lists[i]);
}

static void handle_hand_over(uint32_t id, struct cursor *cursor) {
    struct hand_over_request request = { .tap_flags = take_u32(cursor) };
    char **texts[] = { &request.netns, &request.master, &request.name, &request.alias, &request.mtu, &request.socket };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "handing over", do_hand_over, &request);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(*texts[i]);
}

static void handle_disk(uint32_t id, struct cursor *cursor) {
    struct disk_request request = { .image = take_string(cursor) };
    request.target = take_string(cursor);
    request.type = take_string(cursor);
    request.data = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "disk", do_disk, &request);
    free(request.image);
    free(request.target);
    free(request.type);
    free(request.data);
}

static void handle_probe(uint32_t id, struct cursor *cursor) {
    struct probe_request request = { .port = take_u32(cursor), .timeout_ms = take_u32(cursor) };
    request.netns = take_string(cursor);
    request.address = take_string(cursor);
    request.path = take_string(cursor);
    if (cursor->bad) reply_error(id, EINVAL, "request");
    else call_in_child(id, "probe", do_probe, &request);
    free(request.netns);
    free(request.address);
    free(request.path);
}

static void handle_wait(uint32_t id, struct cursor *cursor) {
    uint32_t pid = take_u32(cursor);
    if (cursor->bad || pid == 0 || pid > INT_MAX) { reply_error(id, EINVAL, "request"); return; }
    int pidfd = open_pidfd((pid_t)pid);
    if (pidfd < 0) {
        if (errno == ESRCH) reply(id, 0, NULL);
        else reply_error(id, errno, "pidfd_open");
        return;
    }
    struct job *job = new_job(JOB_WAIT, id);
    watch(&job->exit, WATCH_EXIT, pidfd, job, EPOLLIN);
}

static void handle(struct cursor cursor) {
    uint32_t id = take_u32(&cursor);
    uint8_t operation = cursor.at < cursor.end ? (uint8_t)*cursor.at++ : 0;
    switch (operation) {
    case OP_SPAWN: handle_spawn(id, &cursor); break;
    case OP_MOUNT: handle_mount(id, &cursor); break;
    case OP_UNMOUNT: handle_unmount(id, &cursor); break;
    case OP_WAIT: handle_wait(id, &cursor); break;
    case OP_VETH: handle_veth(id, &cursor); break;
    case OP_SETUP: handle_setup(id, &cursor); break;
    case OP_LAUNCH: handle_launch(id, &cursor); break;
    case OP_UNLINK: handle_unlink(id, &cursor); break;
    case OP_DISK: handle_disk(id, &cursor); break;
    case OP_PROBE: handle_probe(id, &cursor); break;
    case OP_HAND: handle_hand_over(id, &cursor); break;
    default: reply_error(id, EINVAL, "request");
    }
}

static void read_requests(struct buffer *pending) {
    char chunk[65536];
    ssize_t got = read(0, chunk, sizeof chunk);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) _exit(0);                     /* the host-server is gone; what we started lives on */
    append(pending, chunk, (size_t)got);
    size_t at = 0;
    while (pending->length - at >= 4) {
        uint32_t length;
        memcpy(&length, pending->data + at, 4);
        if (length < 5 || length > MAX_FRAME) _exit(65);
        if (pending->length - at - 4 < length) break;
        const char *body = pending->data + at + 4;
        handle((struct cursor){ .at = body, .end = body + length });
        at += 4 + length;
    }
    memmove(pending->data, pending->data + at, pending->length - at);
    pending->length -= at;
}

static void on_event(struct watch *watched) {
    struct job *job = watched->job;
    if (watched->fd < 0) return;                /* ended earlier in this batch */
    if (watched->kind == WATCH_INPUT) { feed(job); return; }
    if (watched->kind == WATCH_TIMER) {
        job->timed_out = 1;
        unwatch(watched);
        if (job->exited) finish_spawn(job);
        else kill(-job->pid, SIGKILL);
        return;
    }
    if (watched->kind == WATCH_OUTPUT && job->kind == JOB_CALL) { answer_call(job); return; }
    if (watched->kind == WATCH_OUTPUT) {
        drain(job, watched->stream);
        finish_spawn(job);
        return;
    }
    if (job->kind == JOB_WAIT) {
        reply(job->id, 0, NULL);
        end_job(job);
        return;
    }
    if (job->kind == JOB_CALL) {
        if (job->output[STREAM_OUT].fd >= 0) answer_call(job);
        waitpid(job->pid, NULL, 0);
        end_job(job);
        return;
    }
    int status = 0;
    if (waitpid(job->pid, &status, 0) == job->pid)
        job->code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    job->exited = 1;
    unwatch(watched);
    finish_spawn(job);
}

int main(int count, char **argv) {
    if (count > 2 && !strcmp(argv[1], "relay")) return relay_main(argv + 2);
    if (count > 2 && !strcmp(argv[1], "door")) return door_main(argv + 2);
    if (count > 2 && !strcmp(argv[1], "plain-groups")) return plain_groups_main(argv + 2);
    if (count == 2 && !strcmp(argv[1], "pause")) for (;;) pause();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN);                    /* a ^C at the terminal is the host-server's to handle: it closes stdin */
    close_range(3, ~0U, 0);                     /* nothing of the host-server's reaches what we start */
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0) return 71;
    epoll_fd = above_standard(epoll_fd);
    struct watch requests;
    watch(&requests, WATCH_STDIN, 0, NULL, EPOLLIN);
    struct buffer pending = { 0 };
    for (;;) {
        struct epoll_event events[64];
        int happened = epoll_wait(epoll_fd, events, 64, -1);
        for (int i = 0; i < happened; i++) {
            struct watch *watched = events[i].data.ptr;
            if (watched->kind == WATCH_STDIN) read_requests(&pending);
            else on_event(watched);
        }
        free_dead_jobs();
    }
}
