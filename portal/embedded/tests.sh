#!/bin/sh
# The whole suite as `make test` runs it: the tests on two cores, then the browser journeys, which
# run unmeasured as people meet the portal, then the branches that the tests did not take. All three
# are always done; the worst of them is the outcome.
set -u
outcome=0
coverage=.venv/bin/coverage

.venv/bin/python -m portal.embedded catalogues || exit 1
$coverage erase
echo "Tests, on real PostgreSQL and a real broker"
$coverage run -m pytest tests --ignore=tests/journeys -n 2 -q || outcome=1
echo "Browser journeys, on the whole stack"
.venv/bin/pytest tests/journeys -q || outcome=1
echo "Coverage of branches by the tests, templates included"
$coverage combine -q
$coverage report --skip-covered --skip-empty --fail-under=95 || outcome=1
exit $outcome
