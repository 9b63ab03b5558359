#!/bin/sh
# The whole suite as `make test` runs it: the tests on two cores, then the browser journeys, then
# the branches neither of them took. All three are always done; the worst of them is the outcome.
set -u
outcome=0
coverage=.venv/bin/coverage

.venv/bin/python -m portal.embedded catalogues || exit 1
$coverage erase
echo "Tests, on real PostgreSQL and a real broker"
$coverage run -m pytest tests --ignore=tests/journeys -n 2 -q || outcome=1
echo "Browser journeys, on the whole stack"
$coverage run -m pytest tests/journeys -q || outcome=1
echo "Coverage of branches, templates included"
$coverage combine -q
$coverage report --skip-covered --skip-empty --fail-under=95 || outcome=1
exit $outcome
