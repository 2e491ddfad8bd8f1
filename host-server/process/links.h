/*
 * Network devices, by rtnetlink(7): what `nsenter`, `ip -batch` and `ethtool` would do in five processes of 5-10 ms, in
 * about one millisecond. helper.c includes this file; each function runs in a child of its own, because it changes
 * namespaces and may wait for the kernel's network lock. They answer 0 or an errno, and leave the failed step's name.
 *
 * All are asked in a namespace: a path, or nothing for the helper's own.
 */
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/ioctl.h>

static const char *failed_step = "";            /* of the child that runs one of these */

static int failed(const char *step) {
    failed_step = step;
    return errno ? errno : EIO;
}

static int enter(const char *netns) {
    if (!*netns) return 0;
    int fd = open(netns, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int done = setns(fd, CLONE_NEWNET);
    int error = errno;
    close(fd);
    errno = error;
    return done;
}

/* ---- messages ------------------------------------------------------------------------------------------------------ */

struct message { struct nlmsghdr head; char body[1024]; } __attribute__((aligned(4)));

static void *begin(struct message *message, int type, int flags, size_t fixed) {
    memset(message, 0, sizeof *message);
    message->head.nlmsg_len = NLMSG_LENGTH(fixed);
    message->head.nlmsg_type = type;
    message->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    return NLMSG_DATA(&message->head);
}

/* What is put in is short and its number known: names, addresses, numbers. It always fits. */
static struct rtattr *put(struct message *message, int type, const void *data, size_t length) {
    struct rtattr *attribute = (struct rtattr *)((char *)message + NLMSG_ALIGN(message->head.nlmsg_len));
    if ((char *)attribute + RTA_SPACE(length) > (char *)(message + 1)) _exit(70);
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(length);
    if (data) memcpy(RTA_DATA(attribute), data, length);
    message->head.nlmsg_len = NLMSG_ALIGN(message->head.nlmsg_len) + RTA_SPACE(length);
    return attribute;
}

static void put_text(struct message *message, int type, const char *text) { put(message, type, text, strlen(text) + 1); }
static void put_u32(struct message *message, int type, uint32_t value) { put(message, type, &value, sizeof value); }
static struct rtattr *nest(struct message *message, int type) { return put(message, type, NULL, 0); }

static void end_nest(struct message *message, struct rtattr *attribute) {
    attribute->rta_len = (char *)message + message->head.nlmsg_len - (char *)attribute;
}

/* Sends one message and reads the kernel's answer: 0, or -1 with errno. */
static int tell_kernel(int kernel, struct message *message) {
    if (send(kernel, message, message->head.nlmsg_len, 0) < 0) return -1;
    char answer[4096] __attribute__((aligned(4)));
    ssize_t got = recv(kernel, answer, sizeof answer, 0);
    if (got < 0) return -1;
    struct nlmsghdr *head = (struct nlmsghdr *)answer;
    if (!NLMSG_OK(head, (size_t)got) || head->nlmsg_type != NLMSG_ERROR) { errno = EPROTO; return -1; }
    errno = -((struct nlmsgerr *)NLMSG_DATA(head))->error;
    return errno ? -1 : 0;
}

static int open_kernel(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

static int set_link(int kernel, const char *name, unsigned flags, void (*more)(struct message *, const void *), const void *with) {
    struct message message;
    struct ifinfomsg *link = begin(&message, RTM_NEWLINK, 0, sizeof *link);
    link->ifi_index = (int)if_nametoindex(name);
    if (!link->ifi_index) return -1;
    link->ifi_flags = link->ifi_change = flags;
    if (more) more(&message, with);
    return tell_kernel(kernel, &message);
}

/* ---- a pair is made ------------------------------------------------------------------------------------------------ */

struct veth_request { uint32_t mtu; char *netns, *name, *alias, *master, *guest, *inner, *mac; };

static void put_alias(struct message *message, const void *alias) { put(message, IFLA_IFALIAS, alias, strlen(alias)); }

/* No IPv6 link-local address. */
static void put_silence(struct message *message, const void *nothing) {
    (void)nothing;
    uint8_t none = IN6_ADDR_GEN_MODE_NONE;
    struct rtattr *families = nest(message, IFLA_AF_SPEC), *inet6 = nest(message, AF_INET6);
    put(message, IFLA_INET6_ADDR_GEN_MODE, &none, sizeof none);
    end_nest(message, inet6);
    end_nest(message, families);
}

/*
 * The inner end is born in the guest's namespace: moving one there later costs 20 ms of the kernel's grace periods. The
 * outer one goes up with its alias.
 */
static int do_veth(void *argument) {
    struct veth_request *request = argument;
    unsigned char mac[6];
    if (sscanf(request->mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6) return EINVAL;
    if (strlen(request->name) >= IFNAMSIZ || strlen(request->inner) >= IFNAMSIZ || strlen(request->alias) >= 256) return EINVAL;
    int guest = open(request->guest, O_RDONLY | O_CLOEXEC);
    if (guest < 0) return failed("opening the guest's namespace");
    if (enter(request->netns) < 0) return failed("setns");
    int kernel = open_kernel();
    if (kernel < 0) return failed("socket");

    struct message message;
    begin(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
    put_text(&message, IFLA_IFNAME, request->name);
    put_u32(&message, IFLA_MTU, request->mtu);
    if (*request->master) {
        unsigned master = if_nametoindex(request->master);
        if (!master) return failed("finding the master");
        put_u32(&message, IFLA_MASTER, master);
    }
    struct rtattr *info = nest(&message, IFLA_LINKINFO);
    put_text(&message, IFLA_INFO_KIND, "veth");
    struct rtattr *data = nest(&message, IFLA_INFO_DATA);
    struct ifinfomsg nobody = { 0 };
    struct rtattr *peer = put(&message, VETH_INFO_PEER, &nobody, sizeof nobody);
    put_text(&message, IFLA_IFNAME, request->inner);
    put_u32(&message, IFLA_NET_NS_FD, (uint32_t)guest);
    put(&message, IFLA_ADDRESS, mac, sizeof mac);
    put_u32(&message, IFLA_MTU, request->mtu);
    end_nest(&message, peer);
    end_nest(&message, data);
    end_nest(&message, info);
    if (tell_kernel(kernel, &message) < 0) return failed("making the pair");

    if (set_link(kernel, request->name, 0, put_alias, request->alias) < 0) return failed("setting the alias");
    /* Before `up`: the kernel makes the link-local address in that moment. Without IPv6 there is none to keep away. */
    if (set_link(kernel, request->name, 0, put_silence, NULL) < 0 && errno != EAFNOSUPPORT) return failed("setting addrgenmode");
    if (set_link(kernel, request->name, IFF_UP, NULL, NULL) < 0) return failed("setting the outer end up");
    return 0;
}

/* ---- its inner end is set up ---------------------------------------------------------------------------------------- */

struct setup_request { uint32_t without_offload; char *netns, *name, **addresses, **routes; };

/* An IPv4 or IPv6 address. */
struct address { uint8_t family, bits; size_t length; uint8_t bytes[16]; };

static int read_address(struct address *to, const char *text) {
    to->family = strchr(text, ':') ? AF_INET6 : AF_INET;
    to->length = to->family == AF_INET6 ? 16 : 4;
    to->bits = to->family == AF_INET6 ? 128 : 32;
    if (inet_pton(to->family, text, to->bytes) == 1) return 0;
    errno = EINVAL;
    return -1;
}

/* As 10.0.0.5/24. */
static int read_prefixed(struct address *to, const char *text, unsigned *prefix) {
    char host[INET6_ADDRSTRLEN + 1];
    if (sscanf(text, "%46[0-9a-fA-F.:]/%u", host, prefix) == 2 && read_address(to, host) == 0 && *prefix <= to->bits) return 0;
    errno = EINVAL;
    return -1;
}

static int add_address(int kernel, unsigned device, const char *text) {
    struct address address;
    unsigned prefix;
    if (read_prefixed(&address, text, &prefix) < 0) return -1;
    struct message message;
    struct ifaddrmsg *what = begin(&message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, sizeof *what);
    /* The region knows that nobody else has it, and the switch answers no probe. */
    *what = (struct ifaddrmsg){ .ifa_family = address.family, .ifa_prefixlen = (uint8_t)prefix, .ifa_index = device, .ifa_flags = address.family == AF_INET6 ? IFA_F_NODAD : 0 };
    put(&message, IFA_LOCAL, address.bytes, address.length);
    put(&message, IFA_ADDRESS, address.bytes, address.length);
    if (address.family == AF_INET && prefix < 31) {
        uint32_t broadcast;
        memcpy(&broadcast, address.bytes, sizeof broadcast);
        broadcast |= htonl(0xffffffffU >> prefix);
        put(&message, IFA_BROADCAST, &broadcast, sizeof broadcast);
    }
    return tell_kernel(kernel, &message);
}

/* As "10.1.0.0/16 10.0.0.1": where to, and by whom. */
static int add_route(int kernel, unsigned device, const char *text) {
    char to[INET6_ADDRSTRLEN + 5], by[INET6_ADDRSTRLEN + 1];
    struct address destination, gateway;
    unsigned prefix;
    if (sscanf(text, "%50s %46s", to, by) != 2) { errno = EINVAL; return -1; }
    if (read_prefixed(&destination, to, &prefix) < 0 || read_address(&gateway, by) < 0) return -1;
    if (destination.family != gateway.family) { errno = EINVAL; return -1; }
    struct message message;
    struct rtmsg *route = begin(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, sizeof *route);
    *route = (struct rtmsg){
        .rtm_family = destination.family, .rtm_dst_len = (uint8_t)prefix, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_BOOT,
        .rtm_scope = RT_SCOPE_UNIVERSE, .rtm_type = RTN_UNICAST, .rtm_flags = RTNH_F_ONLINK,
    };
    if (prefix > 0) put(&message, RTA_DST, destination.bytes, destination.length);
    put(&message, RTA_GATEWAY, gateway.bytes, gateway.length);
    put_u32(&message, RTA_OIF, device);
    return tell_kernel(kernel, &message);
}

/* The legacy call of ethtool(8): transmit checksums, and with them all that rests on them. */
static int end_offload(int any_socket, const char *name) {
    struct ethtool_value off = { .cmd = ETHTOOL_STXCSUM, .data = 0 };
    struct ifreq request = { .ifr_data = (void *)&off };
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    return ioctl(any_socket, SIOCETHTOOL, &request);
}

/* Harmless when it is set up already. */
static int do_setup(void *argument) {
    struct setup_request *request = argument;
    if (strlen(request->name) >= IFNAMSIZ) return EINVAL;
    if (enter(request->netns) < 0) return failed("entering the guest's namespace");
    int kernel = open_kernel();
    if (kernel < 0) return failed("socket");
    if (set_link(kernel, "lo", IFF_UP, NULL, NULL) < 0) return failed("setting lo up");
    unsigned device = if_nametoindex(request->name);
    if (!device) return failed("finding the inner end");
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (request->without_offload && (any < 0 || end_offload(any, request->name) < 0)) return failed("switching offload off");
    for (char **address = request->addresses; *address; address++)
        if (add_address(kernel, device, *address) < 0) return failed("setting the address");
    if (set_link(kernel, request->name, IFF_UP, NULL, NULL) < 0) return failed("setting the inner end up");
    for (char **route = request->routes; *route; route++)
        if (add_route(kernel, device, *route) < 0) return failed("setting a route");
    return 0;
}

/* ---- devices are deleted ------------------------------------------------------------------------------------------- */

struct unlink_request { char *netns, **names; };

/* Those that are not there are passed over. */
static int do_unlink(void *argument) {
    struct unlink_request *request = argument;
    if (enter(request->netns) < 0) return failed("setns");
    int kernel = open_kernel();
    if (kernel < 0) return failed("socket");
    for (char **name = request->names; *name; name++) {
        struct message message;
        struct ifinfomsg *link = begin(&message, RTM_DELLINK, 0, sizeof *link);
        link->ifi_index = (int)if_nametoindex(*name);
        if (link->ifi_index && tell_kernel(kernel, &message) < 0 && errno != ENODEV) return failed("deleting a device");
    }
    return 0;
}
