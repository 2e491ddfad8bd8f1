/*
 * `helper plain-groups PROGRAM ARGUMENT...`: becomes PROGRAM in a mount namespace in which control groups are those of
 * version 1 alone, for a runtime that refuses the hybrid layout (crun 1.8). helper.c includes this file. What PROGRAM mounts
 * is seen by itself and by what it starts, and nothing of it comes back to the machine.
 */
static int plain_groups_main(char **argv) {
    const char *step = "unshare";
    if (unshare(CLONE_NEWNS) < 0) goto failed;
    step = "mount";
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) goto failed;
    step = "umount";
    if (umount2("/sys/fs/cgroup/unified", MNT_DETACH) < 0 && errno != EINVAL && errno != ENOENT) goto failed;
    step = argv[0];
    execvp(argv[0], argv);
failed:
    fprintf(stderr, "sampan helper: plain-groups, %s: %s\n", step, strerror(errno));
    return 126;
}
