/* cronjobs_kind: what the files that find one kind of job each share */
#ifndef QT_CRONJOBS_KIND_H
#define QT_CRONJOBS_KIND_H

#include <sys/stat.h>

#include "system/cronjobs.h"

/* Each adds the jobs of its kind; cronjobs_anacrontab those of a text. */
void cronjobs_crontabs(struct cronjobs *c);
void cronjobs_anacrontab(
    struct cronjobs *c, struct span text, struct span path);
void cronjobs_parts(struct cronjobs *c);
void cronjobs_timers(struct cronjobs *c);
void cronjobs_at(struct cronjobs *c);

/* A new job, all zero but for these. Valid until the next is added. */
struct cronjob *cronjobs_add(
    struct cronjobs *c, enum cronjob_kind kind, struct span file);

/* Says that a file was larger than that, and drops the line it ends in. */
enum { CRONJOBS_FILE_MAX = 4 << 20 };
void cronjobs_cut(const struct cronjobs *c, struct span path, struct buf *b);

/* Copies that last as long as c; _keep_buf takes b's memory instead. */
void *cronjobs_keep(struct cronjobs *c, const void *p, size_t n);
struct span cronjobs_keep_span(struct cronjobs *c, struct span text);
struct span cronjobs_keep_buf(struct cronjobs *c, struct buf *b);

/*
 * Appends a file below the root to b, with rooted_read's flags. False if it
 * is not there, or told. st may be NULL.
 */
bool cronjobs_read(const struct cronjobs *c, const char *path, int flags,
    struct buf *b, struct stat *st);

/* rooted_names, told likewise. */
char **cronjobs_names(const struct cronjobs *c, const char *path);

/* Notes a zone that does not exist: its jobs are never known to be due. */
void cronjobs_check_zone(
    const struct cronjobs *c, struct span path, size_t line, struct span zone);

/* Whether cron and run-parts look at files of that name. */
bool cronjobs_is_name(const struct cronjobs *c, const char *name);

/* A line on standard error that names the file: an error, a note. */
void cronjobs_warn(
    const struct cronjobs *c, struct span path, const char *reason);
void cronjobs_note(const struct cronjobs *c, struct span path, size_t line,
    const char *reason);

#endif
