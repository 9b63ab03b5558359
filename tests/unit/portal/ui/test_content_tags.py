"""Components show what they are given, escaped, and say the rest in words."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from portal.core.denial import Verdict
from tests.unit.portal.ui.conftest import show


def test_a_refused_deed_is_a_grey_button_with_its_reason() -> None:
    refused = Verdict(allowed=False, reason="The call closed.")

    for tag in ('{% button "Submit" verdict=v %}', '{% link_button "Submit" "/x/" verdict=v %}'):
        shown = show(tag, v=refused)

        assert "disabled>Submit</button>" in shown
        assert '<p class="refused__reason">The call closed.</p>' in shown
        assert "/x/" not in shown


def test_an_allowed_deed_is_a_button() -> None:
    shown = show(
        '{% button "Submit" "warning" name="deed" value="go" verdict=v %}', v=Verdict(True)
    )

    assert shown == (
        '<button type="submit" class="govuk-button govuk-button--warning" name="deed" value="go">'
        "Submit</button>"
    )


def test_a_tone_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        show('{% tag "Late" "pink" %}')


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{% notice %}x{% endnotice %}", 'role="region" aria-label="Important"'),
        ('{% notice tone="success" %}x{% endnotice %}', 'role="alert" aria-label="Success"'),
        (
            '{% notice tone="error" %}x{% endnotice %}',
            'role="alert" aria-label="There is a problem"',
        ),
        ('{% notice "Saved" %}x{% endnotice %}', 'role="region" aria-label="Saved"'),
    ],
)
def test_a_notice_is_announced_by_its_weight(tag: str, expected: str) -> None:
    assert expected in show(tag)


def test_what_stands_inside_a_component_is_escaped_once() -> None:
    """IN-05"""
    shown = show(
        "{% panel title %}{{ text }}{% endpanel %}{% inset %}{{ text }}{% endinset %}"
        "{% card title %}{{ text }}{% endcard %}"
        "{% summary_row title %}{{ text }}{% endsummary_row %}",
        title="<script>T</script>",
        text="<script>A & B</script>",
    )

    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;A &amp; B&lt;/script&gt;") == 4
    assert shown.count("&lt;script&gt;T&lt;/script&gt;") == 3


def test_a_change_link_says_what_it_changes() -> None:
    shown = show('{% summary_row "Sponsor" href="/s/" %}None{% endsummary_row %}')

    assert '>Change<span class="govuk-visually-hidden"> Sponsor</span></a>' in shown


def test_a_summary_list_holds_its_rows() -> None:
    shown = show(
        '{% summary_list %}{% summary_row "A" %}1{% endsummary_row %}{% endsummary_list %}'
    )

    assert shown.startswith('<dl class="govuk-summary-list">')
    assert "govuk-summary-list__row--no-actions" in shown


def test_a_task_that_cannot_start_is_no_link() -> None:
    assert "<a " not in show('{% task "Submit" hint="Complete the rest first" %}')
    assert '<a class="govuk-link govuk-task-list__link" href="/b/">' in show('{% task "B" "/b/" %}')


def test_the_timeline_says_who_has_the_ball() -> None:
    shown = show(
        "{% timeline %}"
        '{% event "Asked" state="current" who="Mira" %}x{% endevent %}'
        "{% endtimeline %}"
    )

    assert 'aria-current="step"' in shown
    assert "Waiting for: Mira" in shown


def test_a_table_can_be_reached_and_scrolled_with_the_keyboard() -> None:
    shown = show('{% table "Awards" %}<tbody></tbody>{% endtable %}')

    assert '<div class="table-frame" role="region" aria-label="Awards" tabindex="0">' in shown
    assert '<caption class="data-table__caption">Awards</caption>' in shown


def test_pagination_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/list/?state=open&page=2")
    page = Paginator(range(100), 10).page(2)

    shown = show("{% pagination page %}", request=request, page=page)

    assert 'href="?state=open&amp;page=3" rel="next"' in shown
    assert 'href="?state=open&amp;page=1" rel="prev"' in shown
    assert 'aria-label="Page 2" aria-current="page"' in shown


def test_one_page_needs_no_pagination() -> None:
    request = RequestFactory().get("/list/")

    assert show("{% pagination page %}", request=request, page=Paginator([], 10).page(1)) == ""


def test_progress_asks_for_itself_until_it_is_finished() -> None:
    running = show('{% progress "Letters" 37 200 url="/p/" %}')
    finished = show('{% progress "Letters" 200 200 url="/p/" finished=True %}')

    assert 'hx-get="/p/" hx-trigger="every 2s" hx-swap="outerHTML"' in running
    assert '<a class="govuk-link" href="">Refresh this page</a>' in running
    assert "37 of 200 done" in running
    assert "hx-get" not in finished
    assert "Refresh" not in finished


def test_components_work_in_a_template_with_a_request_and_without() -> None:
    template = engines["django"].from_string(
        '{% back_link "/x/" %}{% heading "Budget" "BDA25-0042" %}'
    )

    assert "BDA25-0042" in template.render({}, RequestFactory().get("/"))
    assert '<h1 class="govuk-heading-xl">Budget</h1>' in template.render({})
