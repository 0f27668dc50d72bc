/* A disk whose power can be cut: of the desk's database and its log it keeps what a disk would have.
 *
 * Loaded before libc (LD_PRELOAD). Each write to <QONAQ_DISK>/qonaq.sqlite3 or its -wal is put aside until
 * somebody syncs that file, and only then done to <file>.kept: what would be found after a power cut.
 * <QONAQ_DISK>/../mood says how the disk is: "0" well, "1" read-only, and above that milliseconds for a sync.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) real_##name = real_##name ? real_##name : dlsym(RTLD_NEXT, #name)
#define CUT (-1L)

typedef struct Put { struct Put *next; off_t at; long size; char bytes[]; } Put;
static Put *first[2], *last[2];
static pid_t owner;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static void path_of(int file, int kept, char *out, size_t room) {
    snprintf(out, room, "%s/qonaq.sqlite3%s%s", getenv("QONAQ_DISK"), file ? "-wal" : "", kept ? ".kept" : "");
}

/* 0 for the database, 1 for its log, -1 for all else. */
static int which(int fd) {
    char link[64], found[4096], ours[4096];
    if (fd < 3 || !getenv("QONAQ_DISK")) return -1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, found, sizeof found - 1);
    if (n <= 0) return -1;
    found[n] = 0;
    for (int file = 0; file < 2; file++) {
        path_of(file, 0, ours, sizeof ours);
        if (!strcmp(found, ours)) return file;
    }
    return -1;
}

static void copy(int file) {
    char from[4096], to[4096], block[65536];
    path_of(file, 0, from, sizeof from);
    path_of(file, 1, to, sizeof to);
    unlink(to);
    int in = open(from, O_RDONLY);
    if (in < 0) return;
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (ssize_t n; (n = read(in, block, sizeof block)) > 0;) real_write(out, block, n);
    close(in);
    close(out);
}

/* What was there when a process begins is on the disk. */
static void begin(void) {
    REAL(pwrite64); REAL(write); REAL(ftruncate64); REAL(fsync); REAL(fdatasync);
    if (owner == getpid()) return;
    owner = getpid();
    for (int file = 0; file < 2; file++) { first[file] = last[file] = NULL; copy(file); }
}

static void put_aside(int file, const void *bytes, long size, off_t at) {
    Put *one = malloc(sizeof(Put) + (size > 0 ? size : 0));
    one->next = NULL; one->at = at; one->size = size;
    if (size > 0) memcpy(one->bytes, bytes, size);
    if (last[file]) last[file]->next = one; else first[file] = one;
    last[file] = one;
}

static void keep(int file) {
    char to[4096];
    path_of(file, 1, to, sizeof to);
    int out = open(to, O_WRONLY | O_CREAT, 0600);
    for (Put *one = first[file]; one;) {
        Put *next = one->next;
        if (one->size == CUT) real_ftruncate64(out, one->at);
        else real_pwrite64(out, one->bytes, one->size, one->at);
        free(one);
        one = next;
    }
    first[file] = last[file] = NULL;
    close(out);
}

static int mood(void) {
    char path[4096], said[16] = "0";
    snprintf(path, sizeof path, "%s/../mood", getenv("QONAQ_DISK"));
    int in = open(path, O_RDONLY);
    if (in < 0) return 0;
    ssize_t n = read(in, said, sizeof said - 1);
    close(in);
    return n > 0 ? atoi(said) : 0;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    int file = which(fd);
    REAL(pwrite64);
    if (file < 0) return real_pwrite64(fd, bytes, size, at);
    if (mood() == 1) { errno = EROFS; return -1; }
    pthread_mutex_lock(&turn);
    begin();
    ssize_t done = real_pwrite64(fd, bytes, size, at);
    if (done > 0) put_aside(file, bytes, done, at);
    pthread_mutex_unlock(&turn);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

int ftruncate64(int fd, off64_t size) {
    int file = which(fd);
    REAL(ftruncate64);
    if (file < 0) return real_ftruncate64(fd, size);
    if (mood() == 1) { errno = EROFS; return -1; }
    pthread_mutex_lock(&turn);
    begin();
    int done = real_ftruncate64(fd, size);
    if (!done) put_aside(file, NULL, CUT, size);
    pthread_mutex_unlock(&turn);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static void synced(int fd) {
    int file = which(fd);
    if (file < 0) return;
    int wait = mood();
    if (wait > 1) usleep(wait * 1000);
    pthread_mutex_lock(&turn);
    begin();
    keep(file);
    pthread_mutex_unlock(&turn);
}
/* The proof needs no real disk to move: what the desk has synced is in the kept copy. */
int fsync(int fd) { synced(fd); return 0; }
int fdatasync(int fd) { synced(fd); return 0; }
