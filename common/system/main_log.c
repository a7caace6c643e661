#include "base/err.h"
#include "system/main_log.h"
#include "system/queue.h"

static int
open_queues(struct logset *logs, const char *dir)
{
	struct buf path = {0};
	struct queue q;
	int rc = -1;

	if (queue_open(&q, dir, NULL, &path) == -1)
		err_warn(NULL, "%s", buf_str(&path));
	else if (q.ops->main_log(&q, &path) == -1)
		err_warn(q.dir,
		    "its main log is not known (no %s); name it with -L",
		    buf_str(&path));
	else
		rc = logset_add(logs, buf_str(&path));
	queue_close(&q);
	buf_free(&path);
	return rc;
}

int
main_log_open(
    struct logset *logs, const char *const named[], size_t n, const char *dir)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < n; i++)
		if (logset_add(logs, named[i]) == -1)
			rc = -1;
	return n > 0 ? rc : open_queues(logs, dir);
}
