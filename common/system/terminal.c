#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/esc.h"
#include "system/terminal.h"

static bool
put_question(int fd, const char *question)
{
	struct buf text = {0};
	bool put;

	err_line(NULL);
	esc_put(&text, question, strlen(question), ESC_TEXT);
	put = write(fd, text.p, text.len) == (ssize_t)text.len;
	buf_free(&text);
	return put;
}

bool
terminal_asks(const char *question)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	char answer[80] = {0};
	ssize_t n = 0;

	if (fd == -1) {
		err_warn("/dev/tty", NULL);
		return false;
	}
	if (put_question(fd, question))
		n = read(fd, answer, sizeof answer);
	close(fd);
	return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}
