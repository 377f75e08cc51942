/* Between a process and its disk: counts what it does to the files below one folder, and at the n-th such step kills the
 * process, lets half of a write happen and kills it, or lets the step fail.
 *
 * Preloaded (LD_PRELOAD), it stands between every library and the C library: Python, SQLite, tantivy and FAISS alike. It does
 * nothing until `shim_arm` is called. A line of the log for each step, before it is taken: number, kind, inode, offset, length,
 * path, second path; a line "s inode" after each fsync.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CREATE = 1, WRITE = 2, SYNC = 4, RENAME = 8, LINK = 16, UNLINK = 32, MKDIR = 64, TRUNCATE = 128,
    REOPEN = 256, /* for writing into what is there */
    OPEN = 512, /* for reading */
    READ = 1024
};
enum { COUNT = 0, KILL = 1, TEAR = 2, FAIL = 3, FAIL_ON = 4 }; /* FAIL_ON: this step and all that come after it */
#define FDS 65536

static char folder[PATH_MAX];
static size_t folder_length;
static int mode = -1, kinds, error, log_fd = -1;
static long target, count;
static char *paths[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ({ if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name); (__typeof__(&name))real_##name; })
#define KEEP(name) static void *real_##name

static const char *name_of(int kind) {
    switch (kind) {
    case CREATE: return "create"; case WRITE: return "write"; case SYNC: return "sync"; case RENAME: return "rename";
    case LINK: return "link"; case UNLINK: return "unlink"; case MKDIR: return "mkdir"; case TRUNCATE: return "truncate";
    case OPEN: return "open"; case REOPEN: return "reopen"; default: return "read";
    }
}

void shim_arm(const char *below, int how, int which, long at, int failing, int log) {
    folder_length = strlen(below);
    memcpy(folder, below, folder_length + 1);
    kinds = which, target = at, error = failing, log_fd = log, count = 0, mode = how;
}

long shim_count(void) { return count; }

/* The absolute path, as far as it lies below the folder; NULL otherwise. */
static char *watched(int at, const char *path, char *into) {
    if (mode < 0 || !path) return NULL;
    if (path[0] == '/') snprintf(into, PATH_MAX, "%s", path);
    else if (at >= 0 && at < FDS && paths[at]) snprintf(into, PATH_MAX, "%s/%s", paths[at], path);
    else return NULL;
    if (strncmp(into, folder, folder_length)) return NULL;
    return into[folder_length] == '/' || !into[folder_length] ? into : NULL;
}

static void say(const char *line, int length) {
    if (log_fd >= 0) syscall(SYS_write, log_fd, line, length);
}

static void die(void) { syscall(SYS_kill, getpid(), SIGKILL); for (;;) pause(); }

/* 0: go on. 1: the step fails. 2: half of it is done, then the process dies. */
static int step(int kind, const char *path, const char *other, int fd, long offset, long length) {
    if (mode < 0 || !path || !(kinds & kind)) return 0;
    int kept = errno, outcome = 0;
    struct stat found;
    long inode = 0;
    if (fd >= 0 ? !fstat(fd, &found) : !lstat(path, &found)) inode = (long)found.st_ino;
    pthread_mutex_lock(&lock);
    long number = ++count;
    char line[3 * PATH_MAX];
    say(line, snprintf(line, sizeof line, "%ld\t%s\t%ld\t%ld\t%ld\t%s\t%s\n", number, name_of(kind), inode, offset, length,
                       path, other ? other : ""));
    if (number == target && (mode == KILL || (mode == TEAR && kind != WRITE))) die();
    if (number == target && mode == TEAR) outcome = 2;
    if ((number == target && mode == FAIL) || (number >= target && mode == FAIL_ON)) outcome = 1;
    pthread_mutex_unlock(&lock);
    errno = outcome == 1 ? error : kept;
    return outcome;
}

static void synced(int fd) {
    struct stat found;
    char line[64];
    if (!fstat(fd, &found)) say(line, snprintf(line, sizeof line, "s\t%ld\n", (long)found.st_ino));
}

static void remember(int fd, const char *path) {
    if (fd < 0 || fd >= FDS) return;
    free(paths[fd]);
    paths[fd] = path ? strdup(path) : NULL;
}

static const char *path_of(int fd) { return mode >= 0 && fd >= 0 && fd < FDS ? paths[fd] : NULL; }

KEEP(openat64);
static int opened(int at, const char *path, int flags, mode_t permissions) {
    char whole[PATH_MAX];
    const char *here = watched(at, path, whole);
    if (here) {
        int writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
        int makes = (flags & O_CREAT && faccessat(at, path, F_OK, 0)) || flags & O_TRUNC || (flags & O_TMPFILE) == O_TMPFILE;
        if (step(makes ? CREATE : writes ? REOPEN : OPEN, here, NULL, -1, 0, 0)) return -1;
    }
    int fd = REAL(openat64)(at, path, flags, permissions);
    if (fd >= 0 && mode >= 0) remember(fd, here);
    return fd;
}
#define OPENING(name, parameters, at)                                        \
    int name parameters {                                                    \
        va_list rest; va_start(rest, flags);                                 \
        mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                        \
        return opened(at, path, flags, permissions);                         \
    }
OPENING(open, (const char *path, int flags, ...), AT_FDCWD)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD)
OPENING(openat, (int at, const char *path, int flags, ...), at)
OPENING(openat64, (int at, const char *path, int flags, ...), at)

KEEP(fopen64);
FILE *fopen64(const char *restrict path, const char *restrict how) {
    char whole[PATH_MAX];
    const char *here = watched(AT_FDCWD, path, whole);
    if (here && step(how[0] == 'r' && !strchr(how, '+') ? OPEN : CREATE, here, NULL, -1, 0, 0)) return NULL;
    FILE *file = REAL(fopen64)(path, how);
    if (file && mode >= 0) remember(fileno(file), here);
    return file;
}
FILE *fopen(const char *restrict path, const char *restrict how) { return fopen64(path, how); }

KEEP(fwrite);
size_t fwrite(const void *restrict data, size_t size, size_t items, FILE *restrict file) {
    int fd = mode >= 0 ? fileno(file) : -1;
    int outcome = step(WRITE, path_of(fd), NULL, fd, -1, (long)(size * items));
    if (outcome == 1) return 0;
    if (outcome == 2) { REAL(fwrite)(data, 1, size * items / 2, file); fflush(file); die(); }
    return REAL(fwrite)(data, size, items, file);
}
KEEP(fread);
size_t fread(void *restrict data, size_t size, size_t items, FILE *restrict file) {
    int fd = mode >= 0 ? fileno(file) : -1;
    return step(READ, path_of(fd), NULL, fd, -1, (long)(size * items)) ? 0 : REAL(fread)(data, size, items, file);
}
KEEP(fclose);
int fclose(FILE *file) { if (mode >= 0) remember(fileno(file), NULL); return REAL(fclose)(file); }
KEEP(close);
int close(int fd) { if (mode >= 0) remember(fd, NULL); return REAL(close)(fd); }

#define WRITING(name, parameters, arguments, half, offset, length)           \
    KEEP(name);                                                              \
    ssize_t name parameters {                                                \
        int outcome = step(WRITE, path_of(fd), NULL, fd, offset, length);    \
        if (outcome == 1) return -1;                                         \
        if (outcome == 2) { REAL(name) half; die(); }                        \
        return REAL(name) arguments;                                         \
    }
static long where(int fd) { return path_of(fd) ? (long)lseek(fd, 0, SEEK_CUR) : 0; }
WRITING(write, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, size / 2), where(fd), (long)size)
WRITING(pwrite, (int fd, const void *data, size_t size, off_t at),
        (fd, data, size, at), (fd, data, size / 2, at), at, (long)size)
WRITING(pwrite64, (int fd, const void *data, size_t size, off64_t at),
        (fd, data, size, at), (fd, data, size / 2, at), at, (long)size)
WRITING(sendfile, (int fd, int from, off_t *at, size_t size),
        (fd, from, at, size), (fd, from, at, 1), where(fd), (long)size)
WRITING(sendfile64, (int fd, int from, off64_t *at, size_t size),
        (fd, from, at, size), (fd, from, at, 1), where(fd), (long)size)

#define READING(name, parameters, arguments, offset, length)                 \
    KEEP(name);                                                              \
    ssize_t name parameters {                                                \
        return step(READ, path_of(fd), NULL, fd, offset, length) ? -1 : REAL(name) arguments; \
    }
READING(read, (int fd, void *data, size_t size), (fd, data, size), -1, (long)size)
READING(pread, (int fd, void *data, size_t size, off_t at), (fd, data, size, at), at, (long)size)
READING(pread64, (int fd, void *data, size_t size, off64_t at), (fd, data, size, at), at, (long)size)

/* Nothing is really synced, which takes most of the time: a killed process loses nothing that the system has. */
#define SYNCING(name)                                                        \
    int name(int fd) {                                                       \
        if (step(SYNC, path_of(fd), NULL, fd, 0, 0)) return -1;              \
        if (path_of(fd)) synced(fd);                                         \
        return 0;                                                            \
    }
SYNCING(fsync)
SYNCING(fdatasync)

#define CUTTING(name, type)                                                  \
    KEEP(name);                                                              \
    int name(int fd, type to) { return step(TRUNCATE, path_of(fd), NULL, fd, to, 0) ? -1 : REAL(name)(fd, to); }
CUTTING(ftruncate, off_t)
CUTTING(ftruncate64, off64_t)

#define NAMING(name, kind, parameters, arguments, at, path, other)           \
    KEEP(name);                                                              \
    int name parameters {                                                    \
        char whole[PATH_MAX], second[PATH_MAX];                              \
        (void)second;                                                        \
        return step(kind, watched(at, path, whole), other, -1, 0, 0) ? -1 : REAL(name) arguments; \
    }
NAMING(mkdir, MKDIR, (const char *path, mode_t how), (path, how), AT_FDCWD, path, NULL)
NAMING(mkdirat, MKDIR, (int at, const char *path, mode_t how), (at, path, how), at, path, NULL)
NAMING(unlink, UNLINK, (const char *path), (path), AT_FDCWD, path, NULL)
NAMING(rmdir, UNLINK, (const char *path), (path), AT_FDCWD, path, NULL)
NAMING(unlinkat, UNLINK, (int at, const char *path, int how), (at, path, how), at, path, NULL)
NAMING(rename, RENAME, (const char *path, const char *to), (path, to), AT_FDCWD, path, watched(AT_FDCWD, to, second))
NAMING(renameat, RENAME, (int at, const char *path, int by, const char *to), (at, path, by, to), at, path,
       watched(by, to, second))
NAMING(link, LINK, (const char *path, const char *to), (path, to), AT_FDCWD, path, watched(AT_FDCWD, to, second))
NAMING(linkat, LINK, (int at, const char *path, int by, const char *to, int how), (at, path, by, to, how), at, path,
       watched(by, to, second))
