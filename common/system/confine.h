/* confine: a process that has only to read gives up everything else */
#ifndef QT_CONFINE_H
#define QT_CONFINE_H

/*
 * Names what may still be opened, for reading only, after confine_now: a
 * file, or a directory with all below it. A path that is not there is no
 * error. Descriptors that are open stay usable.
 */
void confine_allow(const char *path);
void confine_allow_at(int at, const char *path);
void confine_allow_fd(int fd);

/*
 * Leaves reading free: for who opens a file for each of 200,000 messages,
 * where Landlock's look at each costs a fifth of all. Call it first.
 */
void confine_free_reads(void);

/*
 * Leaves reading free and Landlock out: with it nobody may see another
 * process's program, directory and files.
 */
void confine_look_into_processes(void);

/*
 * From here on this process cannot start programs or processes, open a file
 * for writing or change one's name, mode, owner or place, use the network,
 * send signals, or gain rights; nor can the threads that it starts later. It
 * can read what was allowed above, and write to descriptors that are open.
 * What the kernel does not offer is left out silently: Landlock from Linux
 * 5.13, seccomp on x86-64 and aarch64.
 */
void confine_now(void);

#endif
