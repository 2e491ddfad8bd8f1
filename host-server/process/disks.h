/*
 * Disks in files: a loop device on an image and its file system mounted, in about a millisecond where losetup and mount are
 * two processes. helper.c includes this file; the function runs in a child of its own. The device frees itself when the
 * file system is unmounted.
 */
#include <linux/loop.h>

struct disk_request { char *image, *target, *type, *data; };

/* Another process may take the device between the asking and the taking: then the next one is asked for. */
static int attach(int image, char *device, size_t size) {
    int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0) return -1;
    int fd = -1;
    for (int tries = 0; tries < 64 && fd < 0; tries++) {
        int number = ioctl(control, LOOP_CTL_GET_FREE);
        if (number < 0) break;
        snprintf(device, size, "/dev/loop%d", number);
        fd = open(device, O_RDWR | O_CLOEXEC);
        if (fd < 0) break;
        struct loop_config config = { .fd = (uint32_t)image, .info.lo_flags = LO_FLAGS_AUTOCLEAR };
        if (ioctl(fd, LOOP_CONFIGURE, &config) == 0) break;
        int error = errno;
        close(fd);
        fd = -1;
        errno = error;
        if (error != EBUSY) break;
    }
    int error = errno;
    close(control);
    errno = error;
    return fd;
}

static int do_disk(void *argument) {
    struct disk_request *request = argument;
    int image = open(request->image, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (image < 0) return failed("open");
    char device[32];
    int loop = attach(image, device, sizeof device);
    if (loop < 0) return failed("loop");
    if (mount(device, request->target, request->type, MS_NODEV | MS_NOATIME, request->data) < 0) return failed("mount");
    close(loop);
    return 0;
}
