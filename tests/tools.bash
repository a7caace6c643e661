# The tools that contract.bats holds to the rules of all; a new one joins by
# a line: name, how it reads standard input, how it prints something of the
# spool $spool.
# shellcheck disable=SC2034,SC2016 # read by contract.bats and docs.bats
tools='
qcount | - | -d $spool
'
