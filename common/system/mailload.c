#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/confpath.h"
#include "system/mailload.h"
#include "system/rooted.h"

enum {
	BYTES_MOST = 512 << 20, /* of all files, */
	FILES_MOST = 50000, /* and so many files */
	READ_SIZE = 1 << 16,
};

void
mailload_free(struct mailfile *file)
{
	mailsites_free(&file->sites);
	buf_free(&file->text);
	free(file->path);
	free(file->name);
	free(file->chosen);
	free(file);
}

/* Opens it: -1, told. */
static int
open_file(const char *path, const struct mailload_way *way)
{
	int fd, root;

	if (strcmp(path, "-") == 0) {
		fd = dup(STDIN_FILENO);
	} else if (way->found) {
		root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fd = root == -1 ? -1 : rooted_open(root, path, 0);
		if (root != -1)
			close(root);
	} else {
		fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	}
	if (fd == -1)
		err_warn(strcmp(path, "-") == 0 ? "standard input" : path, "%s",
		    rooted_error(errno));
	return fd;
}

/* Whether the file was read already, under another name or included. */
static bool
is_known(const struct mailfiles *f, const struct stat *st)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i]->is_file && f->v[i]->st.st_ino == st->st_ino &&
		    f->v[i]->st.st_dev == st->st_dev)
			return true;
	return false;
}

/* Whether there is room for more; told once. */
static bool
has_room(struct mailfiles *f, const char *path)
{
	if (f->n < FILES_MOST && f->bytes <= BYTES_MOST)
		return true;
	if (!f->full)
		err_warn(path, "too much to read: this and more is left out");
	f->full = true;
	return false;
}

/* All of it: 1; 0 if it is known, -1 if it cannot be read, told. */
static int
read_text(struct mailfiles *f, struct mailfile *file, int fd,
    const struct mailload_way *way)
{
	ssize_t n = 1;

	if (fstat(fd, &file->st) == -1) {
		err_warn(file->path, NULL);
		return -1;
	}
	if (way->found && !S_ISREG(file->st.st_mode)) {
		err_warn(file->path, "%s", rooted_error(ENOTSUP));
		return -1;
	}
	file->is_file = file->is_file && S_ISREG(file->st.st_mode);
	if (file->is_file && !way->part && is_known(f, &file->st))
		return 0;
	if (!has_room(f, file->path))
		return -1;
	while (n > 0 && file->text.len <= MAILFILES_MOST) {
		n = read(fd, buf_room(&file->text, READ_SIZE), READ_SIZE);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n > 0)
			file->text.len += (size_t)n;
	}
	f->bytes += file->text.len;
	if (n == -1)
		err_warn(file->path, NULL);
	else if (file->text.len > MAILFILES_MOST)
		err_warn(file->path, "larger than %d MiB: not read",
		    MAILFILES_MOST >> 20);
	else if (file->text.len > 0 &&
	    memchr(file->text.p, '\0', file->text.len) != NULL)
		err_warn(file->path, "binary: it has a NUL");
	else
		return 1;
	return -1;
}

static char *
site_name(const struct mailfile *file)
{
	struct buf b = {0};
	char *name;

	confpath_site(&b, span_str(file->path));
	name = mem_dup(buf_str(&b));
	buf_free(&b);
	return name;
}

/* The text's kind: MAILSITES_NONE, told, if it is none. */
static enum mailsites_kind
tell_kind(const struct mailfile *file, const struct mailload_way *way)
{
	enum mailsites_kind kind = way->kind;

	if (kind == MAILSITES_NONE)
		kind = mailsites_tell(span_of(file->text.p, file->text.len));
	if (kind == MAILSITES_NONE)
		err_warn(file->path,
		    "neither Apache's, PHP's nor PHP-FPM's; -t says which");
	return kind;
}

struct mailfile *
mailload_read(
    struct mailfiles *f, const char *path, const struct mailload_way *way)
{
	struct mailfile *file;
	enum mailsites_kind kind = MAILSITES_NONE;
	int fd = open_file(path, way), rc;

	if (fd == -1) {
		f->lacks |= !way->found;
		return NULL;
	}
	file = mem_alloc(sizeof *file);
	*file = (struct mailfile){.is_file = strcmp(path, "-") != 0};
	file->path = mem_dup(file->is_file ? path : "standard input");
	rc = read_text(f, file, fd, way);
	close(fd);
	if (rc == 1)
		kind = tell_kind(file, way);
	if (kind == MAILSITES_NONE) {
		f->lacks |= rc != 0 && !way->found;
		mailload_free(file);
		return NULL;
	}
	file->name = site_name(file);
	mailsites_read(&file->sites, kind,
	    span_of(buf_str(&file->text), file->text.len), file->name);
	return file;
}
