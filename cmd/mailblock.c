/*
 * mailblock: switch PHP's mail off for one site, and on again.
 * In: configurations of Apache, PHP and PHP-FPM. Out: a record a site; with
 * -b or -u the changed text, or with -i the records of what was changed.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "system/confine.h"
#include "system/mailadvice.h"
#include "system/mailchange.h"
#include "system/mailchoose.h"
#include "system/mailshow.h"

static const char options[] = "+:Vbhijnqs:t:u";

static const struct prog prog = {
    "mailblock",
    "mailblock [-bijnqu] [-s SITE] [-t KIND] [FILE...]\n",
    "  -V       the version\n"
    "  -b       block: the text with the site's mail() switched off\n"
    "  -h       this text\n"
    "  -i       in place: change the files, all of them or none\n"
    "  -j       JSON lines\n"
    "  -n       only a diff of what -b or -u would change\n"
    "  -q       no notes\n"
    "  -s SITE  that site\n"
    "  -t KIND  what the files are: apache, ini or fpm\n"
    "  -u       unblock: what -b did is undone\n"
    "FILE: a configuration, or - for standard input. Without one -b and -u\n"
    "read standard input, the rest what is in the usual places. See\n"
    "mailblock(1).\n",
};

struct mailblock {
	struct mailfiles files;
	struct rows rows;
	const char *site; /* -s */
	bool bflag; /* -b: block */
	bool iflag; /* -i: in place */
	bool nflag; /* -n: a diff */
	bool uflag; /* -u: unblock */
};

/* Puts the records of all sites, or of those chosen: how many. */
static size_t
put_records(struct mailblock *m, bool chosen)
{
	struct mailshow row = {.files = &m->files};
	struct buf line = {0};
	size_t i, j, n = 0;

	for (i = 0; i < m->files.n; i++) {
		row.file = m->files.v[i];
		for (j = 0; j < row.file->sites.n; j++) {
			if (chosen ? !row.file->chosen[j]
				   : !mailfiles_shows(row.file, j))
				continue;
			row.site = &row.file->sites.v[j];
			rows_put(&m->rows, &row, &line);
			out_take(&line);
			n++;
		}
	}
	buf_free(&line);
	return n;
}

static int
status(struct mailblock *m)
{
	size_t n;

	if (m->site != NULL && mailchoose(&m->files, m->site) == 0)
		return EXIT_NOTHING;
	n = put_records(m, m->site != NULL);
	if (n == 0 && !err_seen())
		err_note(NULL, "no sites found");
	return EXIT_DONE;
}

/* Prints what the files would be, or the difference. */
static void
put_texts(struct mailblock *m, const struct mailchange *c)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (m->nflag)
			mailchange_diff(c, i, &b);
		else
			buf_put(&b, c->v[i].text.p, c->v[i].text.len);
		out_raw(b.p, b.len);
		buf_clear(&b);
	}
	buf_free(&b);
}

/* Blocks, or unblocks. */
static int
change(struct mailblock *m)
{
	struct mailchange c = {.files = &m->files, .block = m->bflag};
	size_t chosen = mailchoose(&m->files, m->site);
	struct buf why = {0};

	if (chosen == 0)
		return EXIT_NOTHING; /* or an error was told */
	if (mailchange_make(&c) == -1) {
		mailchange_free(&c);
		return EXIT_ERROR;
	}
	if (m->nflag || !m->iflag) {
		put_texts(m, &c);
	} else if (mailchange_write(&c, &why) == -1) {
		err_warn(NULL, "%s", buf_str(&why));
	} else {
		put_records(m, true);
	}
	/* Behind what it speaks of. */
	out_flush();
	if (!m->files.quiet && !err_seen())
		mailadvice_note(&c, m->iflag && !m->nflag);
	mailchange_free(&c);
	buf_free(&why);
	return EXIT_DONE;
}

static enum mailsites_kind
read_kind(const char *name)
{
	int i;

	for (i = MAILSITES_APACHE; i <= MAILSITES_FPM; i++)
		if (strcmp(name, mailsites_kinds[i]) == 0)
			return (enum mailsites_kind)i;
	prog_misuse("-t", "%s: not apache, ini or fpm", name);
}

static void
check_options(const struct mailblock *m, char *const files[])
{
	bool changes = m->bflag || m->uflag;
	size_t i;

	if (m->bflag && m->uflag)
		prog_misuse("-u", "not with -b");
	if (!changes && (m->iflag || m->nflag))
		prog_misuse(m->iflag ? "-i" : "-n", "only with -b or -u");
	if (m->rows.json && changes && (!m->iflag || m->nflag))
		prog_misuse("-j", "the changed text is no record");
	for (i = 0; files[i] != NULL; i++) {
		if (m->iflag && strcmp(files[i], "-") == 0)
			prog_misuse("-", "no file to change in place");
		if (i > 0 && changes && !m->iflag)
			prog_misuse(files[i], "one file, or -i");
	}
}

/* Returns the operands. */
static char **
read_options(struct mailblock *m, int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, options)) != -1)
		switch (letter) {
		case 'b':
			m->bflag = true;
			break;
		case 'i':
			m->iflag = true;
			break;
		case 'j':
			m->rows.json = true;
			break;
		case 'n':
			m->nflag = true;
			break;
		case 'q':
			m->files.quiet = true;
			break;
		case 's':
			m->site = prog_argument(letter);
			break;
		case 't':
			m->files.kind = read_kind(optarg);
			break;
		case 'u':
			m->uflag = true;
			break;
		default:
			prog_option(letter);
		}
	prog_operands(argv + optind);
	check_options(m, argv + optind);
	return argv + optind;
}

static void
read_files(struct mailblock *m, char **files)
{
	bool changes = m->bflag || m->uflag;

	mailfiles_open(&m->files);
	if (m->iflag && !m->nflag) {
		signal(SIGPIPE, SIG_IGN);
		out_keep_going();
	} else {
		confine_allow("/"); /* to read what is included */
		confine_now();
	}
	for (; *files != NULL; files++) {
		mailfiles_read(&m->files, *files);
		if (files[1] == NULL)
			return;
	}
	if (changes && !m->iflag)
		mailfiles_read(&m->files, "-");
	else
		mailfiles_places(&m->files);
}

int
main(int argc, char **argv)
{
	static struct mailblock m = {
	    .rows = {.table = mailshow_table,
		.ntable = MAILSHOW_FIELDS,
		.value = mailshow_value},
	};
	char **files;
	int rc;

	prog_start(&prog);
	files = read_options(&m, argc, argv);
	rows_choose(&m.rows, NULL, mailshow_default, NULL);
	read_files(&m, files);
	rc = m.bflag || m.uflag ? change(&m) : status(&m);
	rows_free(&m.rows);
	mailfiles_free(&m.files);
	return prog_end(rc);
}
