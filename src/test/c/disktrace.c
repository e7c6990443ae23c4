/*
 * Loaded in front of the C library (LD_PRELOAD), writes down all that a process does to the files below a folder, in
 * its order, so that lifeline.it.DiskTrace can say what a disk may have after a power cut. It can also let calls fail.
 *
 *   DISKTRACE_ROOT    the folder, absolute, without symbolic links
 *   DISKTRACE_OUT     file that the records are appended to
 *   DISKTRACE_FAULTS  while this file is there: each line "CALL PART ERRNO" (fsync, write or read, a part of the path)
 *                     lets such calls fail
 *
 * A record is a struct head, then a path (two with a zero byte between them for a rename), then the data of a write.
 * It is written down when the call has succeeded and before it returns. Syncs have a record at their begin and one at
 * their end. What is not followed and would matter is written down as 'X' and fails the test: shared writable maps,
 * writing by the kernel alone (sendfile, copy_file_range).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_FILES 65536

struct head {
    uint32_t kind;
    uint32_t path;  /* bytes */
    uint64_t nanos; /* CLOCK_MONOTONIC */
    uint64_t inode;
    uint64_t a; /* offset, size, number of a sync, 1 for a folder */
    uint64_t data; /* bytes */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static const char *faults;
static size_t root_length;
static int out = -1;
static uint64_t syncs;
static unsigned char followed[MOST_FILES];

#define REAL(result, name, ...)             \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    root = getenv("DISKTRACE_ROOT");
    root_length = root ? strlen(root) : 0;
    faults = getenv("DISKTRACE_FAULTS");
}

static void die(const char *why) {
    dprintf(2, "disktrace: %s: %s\n", why, strerror(errno));
    _exit(99);
}

/* Paths are compared as they are given: the server uses absolute ones. */
static int is_below(const char *path) {
    return root && path && !strncmp(path, root, root_length) && (!path[root_length] || path[root_length] == '/');
}

static int is_followed(int fd) {
    return root && fd >= 0 && fd < MOST_FILES && followed[fd];
}

static void record(char kind, const char *path, size_t path_length, uint64_t inode, uint64_t a, const struct iovec *data,
                   int parts, size_t length) {
    struct timespec now;
    struct head head = {kind, path_length, 0, inode, a, length};
    struct iovec all[2 + IOV_MAX / 2];
    size_t left = sizeof head + path_length + length;
    if (out < 0) {
        const char *name = getenv("DISKTRACE_OUT");
        out = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
        if (out < 0) die("DISKTRACE_OUT");
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    head.nanos = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    all[0] = (struct iovec){&head, sizeof head};
    all[1] = (struct iovec){(void *)path, path_length};
    if (parts > IOV_MAX / 2) die("too many parts");
    size_t room = length;
    int used = 2;
    for (int i = 0; i < parts && room > 0; i++) {
        size_t some = data[i].iov_len < room ? data[i].iov_len : room;
        all[used++] = (struct iovec){data[i].iov_base, some};
        room -= some;
    }
    if (syscall(SYS_writev, out, all, used) != (long)left) die("a record can't be written");
}

static void note(char kind, const char *path, uint64_t inode, uint64_t a) {
    record(kind, path, path ? strlen(path) : 0, inode, a, NULL, 0, 0);
}

static uint64_t inode_of(int fd) {
    struct stat s;
    return syscall(SYS_fstat, fd, &s) ? 0 : s.st_ino;
}

static uint64_t inode_at(const char *path) {
    struct stat s;
    return syscall(SYS_newfstatat, AT_FDCWD, path, &s, AT_SYMLINK_NOFOLLOW) ? 0 : s.st_ino;
}

static void locked_note(char kind, int fd, uint64_t a) {
    pthread_mutex_lock(&lock);
    note(kind, NULL, inode_of(fd), a);
    pthread_mutex_unlock(&lock);
}

/* 0, or the errno that this call is to fail with. */
static int fault(const char *call, int fd) {
    char link[64], path[PATH_MAX], line[512], name[32], part[400];
    int number, found = 0;
    if (!faults || syscall(SYS_faccessat, AT_FDCWD, faults, F_OK)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    FILE *rules = fopen(faults, "re");
    if (length > 0 && rules) {
        path[length] = 0;
        while (!found && fgets(line, sizeof line, rules))
            if (sscanf(line, "%31s %399s %d", name, part, &number) == 3 && !strcmp(name, call) && strstr(path, part))
                found = number;
    }
    if (rules) fclose(rules);
    return found;
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

static void opened(const char *path, int fd, int flags, int was_there) {
    if (fd < 0 || fd >= MOST_FILES) return;
    followed[fd] = is_below(path);
    if (!followed[fd]) return;
    if (!was_there)
        note('C', path, inode_of(fd), 0);
    else if (flags & O_TRUNC)
        note('T', NULL, inode_of(fd), 0);
}

static int open_it(int at, const char *path, int flags, mode_t mode) {
    int below = is_below(path);
    if (below) pthread_mutex_lock(&lock);
    int was_there = below && inode_at(path) != 0;
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    int error = errno;
    opened(path, fd, flags, was_there);
    if (below) pthread_mutex_unlock(&lock);
    errno = error;
    return fd;
}

#define MODE(flags)                              \
    mode_t mode = 0;                             \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {     \
        va_list more;                            \
        va_start(more, flags);                   \
        mode = va_arg(more, mode_t);             \
        va_end(more);                            \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_it(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_it(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return open_it(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return open_it(at, path, flags | O_LARGEFILE, mode); }

/* What is written by stdio is not seen, nor when it closes a file: its files have a name and no bytes. */
static FILE *fopen_it(FILE *(*real)(const char *, const char *), const char *path, const char *mode) {
    if (!is_below(path)) return real(path, mode);
    pthread_mutex_lock(&lock);
    int was_there = inode_at(path) != 0;
    FILE *file = real(path, mode);
    int error = errno;
    if (file) {
        opened(path, fileno(file), strchr(mode, 'w') ? O_TRUNC : 0, was_there);
        followed[fileno(file)] = 0;
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return file;
}
FILE *fopen(const char *path, const char *mode) {
    REAL(FILE *, fopen, const char *, const char *);
    return fopen_it(real_fopen, path, mode);
}
FILE *fopen64(const char *path, const char *mode) {
    REAL(FILE *, fopen64, const char *, const char *);
    return fopen_it(real_fopen64, path, mode);
}

int close(int fd) {
    if (fd >= 0 && fd < MOST_FILES) followed[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

/* It closes its descriptor by itself; the next file or socket of that number is not to be taken for the folder. */
int closedir(DIR *folder) {
    REAL(int, closedir, DIR *);
    int fd = dirfd(folder);
    if (fd >= 0 && fd < MOST_FILES) followed[fd] = 0;
    return real_closedir(folder);
}

int mkdir(const char *path, mode_t mode) {
    if (!is_below(path)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int error = errno;
    if (!result) note('C', path, inode_at(path), 1);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

static int two(char kind, const char *from, const char *to, long (*call)(const char *, const char *)) {
    char both[2 * PATH_MAX + 2];
    if (!is_below(from) && !is_below(to)) return (int)call(from, to);
    pthread_mutex_lock(&lock);
    uint64_t inode = inode_at(from);
    int result = (int)call(from, to);
    int error = errno;
    if (!result) {
        size_t length = strlen(from) + 1 + strlen(to);
        if (length > sizeof both - 1) die("path");
        strcpy(both, from);
        strcpy(both + strlen(from) + 1, to);
        record(kind, both, length, inode, 0, NULL, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
static long rename_call(const char *from, const char *to) { return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0); }
static long link_call(const char *from, const char *to) { return syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0); }
int rename(const char *from, const char *to) { return two('R', from, to, rename_call); }
int link(const char *from, const char *to) { return two('L', from, to, link_call); }

static int remove_it(const char *path, int flags) {
    if (!is_below(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
    int error = errno;
    if (!result) note('U', path, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int unlink(const char *path) { return remove_it(path, 0); }
int rmdir(const char *path) { return remove_it(path, AT_REMOVEDIR); }
int unlinkat(int at, const char *path, int flags) {
    return is_below(path) ? remove_it(path, flags) : (int)syscall(SYS_unlinkat, at, path, flags);
}

int remove(const char *path) {
    int result = remove_it(path, 0);
    return result && errno == EISDIR ? remove_it(path, AT_REMOVEDIR) : result;
}

/* --- Bytes -------------------------------------------------------------------------------------------------------- */

static void wrote(int fd, uint64_t at, const struct iovec *data, int parts, ssize_t length) {
    int error = errno;
    if (length > 0) {
        pthread_mutex_lock(&lock);
        record('W', NULL, 0, inode_of(fd), at, data, parts, (size_t)length);
        pthread_mutex_unlock(&lock);
    }
    errno = error;
}

#define FAILS(call, fd)                  \
    {                                    \
        int failure = fault(call, fd);   \
        if (failure) {                   \
            errno = failure;             \
            return -1;                   \
        }                                \
    }

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (!is_followed(fd)) return real_write(fd, bytes, length);
    FAILS("write", fd)
    ssize_t done = real_write(fd, bytes, length);
    struct iovec data = {(void *)bytes, length};
    if (done > 0) wrote(fd, (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), &data, 1, done);
    return done;
}

ssize_t writev(int fd, const struct iovec *data, int parts) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (!is_followed(fd)) return real_writev(fd, data, parts);
    FAILS("write", fd)
    ssize_t done = real_writev(fd, data, parts);
    if (done > 0) wrote(fd, (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), data, parts, done);
    return done;
}

static ssize_t pwrite_it(int fd, const void *bytes, size_t length, off_t at) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off_t);
    if (!is_followed(fd)) return real_pwrite64(fd, bytes, length, at);
    FAILS("write", fd)
    ssize_t done = real_pwrite64(fd, bytes, length, at);
    struct iovec data = {(void *)bytes, length};
    wrote(fd, (uint64_t)at, &data, 1, done);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite_it(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return pwrite_it(fd, bytes, length, at); }

static ssize_t pwritev_it(int fd, const struct iovec *data, int parts, off_t at) {
    REAL(ssize_t, pwritev64, int, const struct iovec *, int, off_t);
    if (!is_followed(fd)) return real_pwritev64(fd, data, parts, at);
    FAILS("write", fd)
    ssize_t done = real_pwritev64(fd, data, parts, at);
    wrote(fd, (uint64_t)at, data, parts, done);
    return done;
}
ssize_t pwritev(int fd, const struct iovec *data, int parts, off_t at) { return pwritev_it(fd, data, parts, at); }
ssize_t pwritev64(int fd, const struct iovec *data, int parts, off_t at) { return pwritev_it(fd, data, parts, at); }

static ssize_t pread_it(int fd, void *bytes, size_t length, off_t at) {
    if (is_followed(fd)) FAILS("read", fd)
    return syscall(SYS_pread64, fd, bytes, length, at);
}
ssize_t pread(int fd, void *bytes, size_t length, off_t at) { return pread_it(fd, bytes, length, at); }
ssize_t pread64(int fd, void *bytes, size_t length, off_t at) { return pread_it(fd, bytes, length, at); }

static int truncated(int result, int fd, off_t size) {
    int error = errno;
    if (!result && is_followed(fd)) locked_note('T', fd, (uint64_t)size);
    errno = error;
    return result;
}
int ftruncate(int fd, off_t size) { return truncated((int)syscall(SYS_ftruncate, fd, size), fd, size); }
int ftruncate64(int fd, off_t size) { return truncated((int)syscall(SYS_ftruncate, fd, size), fd, size); }

static int allocated(int fd, int how, off_t at, off_t length) {
    int result = (int)syscall(SYS_fallocate, fd, how, at, length);
    int error = errno;
    if (!result && is_followed(fd) && how != FALLOC_FL_KEEP_SIZE)
        locked_note(how ? 'X' : 'F', fd, (uint64_t)(at + length));
    errno = error;
    return result;
}
int fallocate(int fd, int how, off_t at, off_t length) { return allocated(fd, how, at, length); }
int fallocate64(int fd, int how, off_t at, off_t length) { return allocated(fd, how, at, length); }
int posix_fallocate(int fd, off_t at, off_t length) { return allocated(fd, 0, at, length) ? errno : 0; }
int posix_fallocate64(int fd, off_t at, off_t length) { return allocated(fd, 0, at, length) ? errno : 0; }

static int sync_it(int fd, long call) {
    if (!is_followed(fd)) return (int)syscall(call, fd);
    FAILS("fsync", fd)
    pthread_mutex_lock(&lock);
    uint64_t number = ((uint64_t)getpid() << 32) + ++syncs;
    note('B', NULL, inode_of(fd), number);
    pthread_mutex_unlock(&lock);
    int result = (int)syscall(call, fd);
    int error = errno;
    if (!result) locked_note('S', fd, number);
    errno = error;
    return result;
}
int fsync(int fd) { return sync_it(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_it(fd, SYS_fdatasync); }

/* --- What is not followed ----------------------------------------------------------------------------------------- */

static void *mapped(void *result, int protection, int flags, int fd) {
    int error = errno;
    if (result != MAP_FAILED && is_followed(fd) && (flags & MAP_SHARED) && (protection & PROT_WRITE))
        locked_note('X', fd, 1);
    errno = error;
    return result;
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mapped((void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset), protection, flags, fd);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mapped((void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset), protection, flags, fd);
}

static ssize_t copied(ssize_t done, int fd) {
    int error = errno;
    if (done > 0 && is_followed(fd)) locked_note('X', fd, 2);
    errno = error;
    return done;
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) {
    return copied(syscall(SYS_sendfile, to, from, at, length), to);
}
ssize_t sendfile64(int to, int from, off_t *at, size_t length) {
    return copied(syscall(SYS_sendfile, to, from, at, length), to);
}
ssize_t copy_file_range(int from, off_t *at, int to, off_t *where, size_t length, unsigned int flags) {
    return copied(syscall(SYS_copy_file_range, from, at, to, where, length, flags), to);
}
