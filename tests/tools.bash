# The tools that contract.bats and docs.bats hold to the rules of all; a new
# one joins by a line: name, the arguments without which it does nothing, the
# operand by which it reads standard input.
# shellcheck disable=SC2034 # read by those
tools='
qcount |                |  -
qgrep  | -y 100000000   |  -
qls    |                |  -
'
