/*
 * Loaded in front of the C library (LD_PRELOAD), gives a process a wall clock that is wrong and a disk that is slow, as
 * lifeline.it.Trouble says.
 *
 *   TROUBLE  a file of two numbers of 8 bytes, in the machine's order, which may change at any time: how far the wall
 *            clock is ahead, ms; how much longer each sync of a file takes, ms
 *
 * The clock that nobody can set (CLOCK_MONOTONIC) and what is timed by it are left as they are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A time that is so many seconds after its epoch is one of the wall clock: no machine runs for that long. */
#define LONGEST_UPTIME (20LL * 365 * 24 * 3600)

static const volatile int64_t none[2];
static const volatile int64_t *trouble = none;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("TROUBLE");
    int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        dprintf(2, "trouble: no file\n");
        _exit(99);
    }
    close(fd);
    trouble = map;
}

#define REAL(result, name, ...)                \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static struct timespec later(struct timespec time, int64_t millis) {
    int64_t nanos = time.tv_nsec + millis % 1000 * 1000000;
    time.tv_sec += millis / 1000 + nanos / 1000000000 - (nanos < 0);
    time.tv_nsec = (nanos + 1000000000) % 1000000000;
    return time;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(int, clock_gettime, clockid_t, struct timespec *);
    int result = real_clock_gettime(clock, now);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) *now = later(*now, trouble[0]);
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    *now = (struct timeval){time.tv_sec, time.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *result) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    if (result) *result = time.tv_sec;
    return time.tv_sec;
}

/* The kernel knows the right time, so who waits until a wrong one has to say the right one. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    /* Without a version an old one is found, which knows another layout. */
    if (!real) *(void **)&real = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    struct timespec right = until->tv_sec > LONGEST_UPTIME ? later(*until, -trouble[0]) : *until;
    return real(condition, mutex, &right);
}

static int slowly(int fd, long call) {
    if (trouble[1]) usleep((useconds_t)(trouble[1] * 1000));
    return (int)syscall(call, fd);
}
int fsync(int fd) { return slowly(fd, SYS_fsync); }
int fdatasync(int fd) { return slowly(fd, SYS_fdatasync); }
