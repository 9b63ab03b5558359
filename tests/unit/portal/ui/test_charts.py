"""Charts tell in the picture and in the table the same figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.ui.charts import BarChart, Dot, DotPlot, Series, place_dot
from tests.ui_gallery.gallery import bar_chart, dot_plot
from tests.unit.portal.ui.conftest import show


def test_the_largest_value_has_the_widest_bar() -> None:
    chart = BarChart("T", "S", "C", ("a", "b"), (Series("n", (10, 5)),))

    assert [bar.width for group in chart.groups() for bar in group.bars] == ["72.00%", "36.00%"]


def test_bars_of_nothing_have_no_width() -> None:
    chart = BarChart("T", "S", "C", ("a",), (Series("n", (0,)),))

    assert chart.groups()[0].bars[0].width == "0.00%"


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one value for each category"):
        BarChart("T", "S", "C", ("a", "b"), (Series("n", (1,)),))


def test_values_are_written_with_their_unit() -> None:
    money = BarChart("T", "S", "C", ("a",), (Series("n", (Decimal("1500.00"),)),), unit="hkd")
    count = BarChart("T", "S", "C", ("a",), (Series("n", (1500,)),))

    assert money.groups()[0].values == ["HK$1,500"]
    assert count.groups()[0].values == ["1,500"]


def test_groups_stand_below_each_other_without_touching() -> None:
    chart = bar_chart()
    lowest = chart.groups()[-1].bars[-1]

    assert [group.y for group in chart.groups()] == [16, 106, 196]
    assert lowest.y + 20 <= chart.height


def test_the_picture_has_a_name_and_the_table_the_same_figures() -> None:
    chart = bar_chart()

    shown = show("{% bar_chart chart %}", chart=chart)

    assert f'role="img" aria-labelledby="{chart.identifier}-title {chart.identifier}-desc"' in shown
    assert shown.count("HK$48,250,000") == 2
    assert '<th scope="row">People</th><td class="num">HK$9,000,000</td>' in shown


def test_one_series_needs_no_legend() -> None:
    chart = BarChart("T", "S", "C", ("a",), (Series("n", (1,)),))

    assert "chart__legend" not in show("{% bar_chart chart %}", chart=chart)


def test_a_chart_of_nothing_says_so() -> None:
    assert "There are no figures yet." in show(
        "{% bar_chart chart %}", chart=BarChart("T", "S", "C", (), ())
    )
    assert "There are no figures yet." in show(
        "{% dot_plot plot %}", plot=DotPlot("T", "S", "R", ())
    )


def test_a_dot_stands_on_its_scale_with_its_interval() -> None:
    placed = place_dot(Dot("A", 50, 0, 100), y=10, start=Decimal(0), end=Decimal(100))

    assert (placed.start, placed.x, placed.end) == ("0.00%", "50.00%", "100.00%")
    assert (placed.score, placed.spread) == ("50.0", "0.0–100.0")


def test_the_plot_draws_the_threshold_only_where_there_is_one() -> None:
    without = DotPlot("T", "S", "R", (Dot("A", 50, 40, 60),))

    assert dot_plot().threshold_x == "63.60%"
    assert 'class="chart__threshold"' in show("{% dot_plot plot %}", plot=dot_plot())
    assert 'class="chart__threshold"' not in show("{% dot_plot plot %}", plot=without)


def test_the_plots_table_tells_score_and_spread() -> None:
    shown = show("{% dot_plot plot %}", plot=dot_plot())

    assert (
        '<th scope="row" class="ref">BDA25-0117</th><td class="num">78.0</td>'
        '<td class="num">64.0–88.5</td>'
    ) in shown


def test_a_dot_in_a_cell_is_left_to_the_eye() -> None:
    assert 'aria-hidden="true"' in show("{% score_dot 78 64 88.5 %}")


def test_two_charts_on_a_page_have_different_ids() -> None:
    assert bar_chart().identifier == bar_chart().identifier
    assert bar_chart().identifier != dot_plot().identifier
