/*
 * Launching: a program that outlives the host-server, with less rights than it, and with network taps in its hands.
 * helper.c includes this file; do_launch runs in a child of its own.
 *
 *     that child   makes the taps where the switch stands, forks, and answers once the program was executed
 *      └ monitor   a session of its own; keeps the pid in a file, writes what comes out of a pipe to a log that is never
 *        longer than it may be, waits for the end, writes the exit code to a file, and ends
 *         └ program   an empty network namespace, its control groups, its user; descriptor 3 is that pipe, 4 the first tap,
 *           and so on
 *
 * The taps are not persistent: they live exactly as long as the program holds them.
 */
#include <grp.h>
#include <linux/if_tun.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

struct launch_request {
    uint32_t uid, gid, tap_flags, output_max;   /* tap_flags: 1 with a header for offloads */
    char *pid_file, *exit_file, *log_file, *output_file;
    char *netns, *master;                       /* of the taps */
    char **groups, **cgroups;                   /* decimal gids; cgroup.procs files */
    char **taps;                                /* name, alias, mtu of each, one after the other */
    char **argv, **env;
};

enum { LAUNCH_TAPS_MAX = 16, FIRST_FREE_FD = 64 };

static int write_file(const char *path, const char *text, size_t length) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return -1;
    ssize_t put = write(fd, text, length);
    int error = errno;
    close(fd);
    errno = error;
    return put == (ssize_t)length ? 0 : -1;
}

/* Under another name first: who sees the file sees all of it. */
static int write_whole(const char *path, int number) {
    char draft[4096], text[16];
    int length = snprintf(text, sizeof text, "%d", number);
    if (snprintf(draft, sizeof draft, "%s.new", path) >= (int)sizeof draft) { errno = ENAMETOOLONG; return -1; }
    if (write_file(draft, text, (size_t)length) < 0) return -1;
    return rename(draft, path);
}

static int open_high(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    int high = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    close(fd);
    return high;
}

/* In the namespace where the switch stands; answers a descriptor. What is left of an earlier life is taken away. */
static int make_tap(int kernel, uint32_t flags, const char *master, const char *name, const char *alias, const char *mtu) {
    if (strlen(name) >= IFNAMSIZ || strlen(alias) >= 256) { errno = EINVAL; return -1; }
    struct message message;
    struct ifinfomsg *link = begin(&message, RTM_DELLINK, 0, sizeof *link);
    link->ifi_index = (int)if_nametoindex(name);
    if (link->ifi_index && tell_kernel(kernel, &message) < 0 && errno != ENODEV) return -1;
    int fd = open_high("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (fd < 0) return -1;
    struct ifreq tap = { .ifr_flags = IFF_TAP | IFF_NO_PI | (flags & 1 ? IFF_VNET_HDR : 0) };
    strncpy(tap.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(fd, TUNSETIFF, &tap) < 0) return -1;
    link = begin(&message, RTM_NEWLINK, 0, sizeof *link);
    link->ifi_index = (int)if_nametoindex(name);
    put_u32(&message, IFLA_MTU, (uint32_t)strtoul(mtu, NULL, 10));
    put(&message, IFLA_IFALIAS, alias, strlen(alias));
    if (*master) {
        unsigned index = if_nametoindex(master);
        if (!index) return -1;
        put_u32(&message, IFLA_MASTER, index);
    }
    if (tell_kernel(kernel, &message) < 0) return -1;
    if (set_link(kernel, name, 0, put_silence, NULL) < 0 && errno != EAFNOSUPPORT) return -1;
    if (set_link(kernel, name, IFF_UP, NULL, NULL) < 0) return -1;
    return fd;
}

static int count_of(char **list) {
    int count = 0;
    while (list[count]) count++;
    return count;
}

/* In the program's process, up to exec. Answers the name of the step that failed. */
static const char *become_program(const struct launch_request *request, const int *taps, int tap_count, int log, int output) {
    for (char **file = request->cgroups; *file; file++) if (write_file(*file, "0", 1) < 0) return "joining the control group";
    if (unshare(CLONE_NEWNET) < 0) return "making a network namespace";
    struct rlimit none = { 0, 0 };
    if (setrlimit(RLIMIT_CORE, &none) < 0) return "setrlimit";
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) return "setting standard descriptors";
    if (nothing > 2) close(nothing);
    if (dup2(output, 3) < 0) return "handing over the pipe";
    for (int i = 0; i < tap_count; i++) if (dup2(taps[i], 4 + i) < 0) return "handing over a tap";
    gid_t groups[16];
    int group_count = 0;
    for (char **group = request->groups; *group && group_count < 16; group++) groups[group_count++] = (gid_t)strtoul(*group, NULL, 10);
    if (setgroups((size_t)group_count, groups) < 0 || setresgid(request->gid, request->gid, request->gid) < 0) return "setting the group";
    if (setresuid(request->uid, request->uid, request->uid) < 0) return "setting the user";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return "giving up new privileges";
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    signal(SIGPIPE, SIG_IGN);                   /* it outlives its monitor, should somebody end that */
    signal(SIGINT, SIG_DFL);
    umask(0077);
    execvpe(request->argv[0], request->argv, request->env);
    return "executing it";
}

struct launch_failure { int error; char step[48]; };

/*
 * Keeps the newest output in two files, the older one called .1, that together are never longer than the maximum. A disk
 * that is full costs lines and nothing else.
 */
static void keep_output(int from, const char *path, uint32_t max) {
    char chunk[16384], older[4096];
    snprintf(older, sizeof older, "%s.1", path);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    off_t size = file < 0 ? 0 : lseek(file, 0, SEEK_END);
    for (;;) {
        ssize_t got = read(from, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (size > 0 && size + got > (off_t)max / 2 && rename(path, older) == 0) {
            close(file);
            file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
            size = 0;
        }
        ssize_t put = write(file, chunk, (size_t)got);
        if (put > 0) size += put;
    }
    close(file);
}

static void monitor(const struct launch_request *request, const int *taps, int tap_count, int log, int answer) {
    setsid();
    prctl(PR_SET_NAME, "sampan-monitor", 0, 0, 0);
    int ends[2] = { -1, -1 };
    int piped = pipe2(ends, O_CLOEXEC);
    int output = fcntl(ends[1], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    pid_t program = piped < 0 || output < 0 ? -1 : fork();
    if (program == 0) {
        struct launch_failure failure = { 0 };
        snprintf(failure.step, sizeof failure.step, "%s", become_program(request, taps, tap_count, log, output));
        failure.error = errno ? errno : EIO;
        if (write(answer, &failure, sizeof failure) < 0) _exit(126);
        _exit(127);
    }
    if (program < 0 || write_whole(request->pid_file, program) < 0) {
        struct launch_failure failure = { .error = errno, .step = "keeping its pid" };
        if (program > 0) kill(program, SIGKILL);
        if (write(answer, &failure, sizeof failure) < 0 || program < 0) _exit(1);
    }
    /* Nothing is held for as long as the program lives: neither its taps nor anybody's pipe. */
    dup2(ends[0], 0);
    close_range(1, ~0U, 0);
    keep_output(0, request->output_file, request->output_max);
    int status = 0;
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) continue;
    int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    /* 127 is what never was executed: that has been answered. */
    if (code == 127) unlink(request->pid_file);
    else write_whole(request->exit_file, code);
    _exit(0);
}

static int do_launch(void *argument) {
    struct launch_request *request = argument;
    int parts = count_of(request->taps), taps[LAUNCH_TAPS_MAX], tap_count = 0;
    if (parts % 3 || parts / 3 > LAUNCH_TAPS_MAX) return EINVAL;
    int log = open_high(request->log_file, O_WRONLY | O_CREAT | O_APPEND);
    if (log < 0) return failed("opening its log");
    if (parts && enter(request->netns) < 0) return failed("entering the switch's namespace");
    int kernel = parts ? open_kernel() : -1;
    for (char **tap = request->taps; *tap; tap += 3) {
        taps[tap_count] = make_tap(kernel, request->tap_flags, request->master, tap[0], tap[1], tap[2]);
        if (taps[tap_count++] < 0) return failed("making a tap");
    }
    int answer[2];
    if (pipe2(answer, O_CLOEXEC) < 0) return failed("pipe");
    int told = fcntl(answer[1], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    close(answer[1]);
    pid_t pid = fork();
    if (pid < 0) return failed("fork");
    if (pid == 0) monitor(request, taps, tap_count, log, told);
    close(told);
    struct launch_failure failure;
    ssize_t got;
    do got = read(answer[0], &failure, sizeof failure); while (got < 0 && errno == EINTR);
    if (got == 0) return 0;
    static char step[48];
    snprintf(step, sizeof step, "%s", got == sizeof failure ? failure.step : "its start");
    failed_step = step;
    return got == sizeof failure ? failure.error : EIO;
}
