# The tools that contract.bats and docs.bats hold to the rules of all; a new
# one joins by a line: name; the arguments without which it does nothing, or
# prints nothing; the operand by which it reads standard input, if it does; if
# it takes messages and does not list them, one's id as an operand; what it
# runs, if it does its work by another program, so that it cannot be confined;
# the option for the directory that it works in, if that is not -d of a queue:
# -- if it has none and reads files by name.
# shellcheck disable=SC2034 # read by those
tools='
cronscan |                |  -  |                  |      | -r
mailblock |               |  -  |                  |      | --
postscan |                |  -  |                  |      | --
qbody    | -j             |  -  | 1xUnyH-0006we-0M |      |
qcount   |                |  -  |                  |      |
qgrep    | -y 100000000   |  -  |                  |      |
qhdr     | -x subject     |  -  | 1xUnyH-0006we-0M |      |
qlog     | -j             |  -  | 1xUnyH-0006we-0M |      |
qls      |                |  -  |                  |      |
qrm      | -n             |  -  | 1xUnyH-0006we-0M | exim |
smtpwho  |                |     |                  |      | -r
sshwho   |                | -P - |                  |      | -r
'

# The same of the scripts; with fzf, what they do is done at a terminal.
# shellcheck disable=SC2034
scripts='
qpick    |                |  -  |                  | fzf  |
qtriage  |                |     |                  | all  | -r
'
