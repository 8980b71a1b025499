"""Outlines: read, cut, turned and written."""

from __future__ import annotations

import math
import re

import pytest

from badges.artwork import geometry


def test_path_data_is_written_relative_to_the_last_point():
    path = geometry.outline("M1 2 L3.5 4 C5 6 7 8 9 -10 Z")
    assert path.data() == "M1 2l2.5 2c1.5 2 3.5 4 5.5-14z"


def test_rounding_does_not_add_up_along_a_path():
    path = geometry.polyline(*((step * 0.34, 0.0) for step in range(101)))
    steps = [float(step) for step in re.findall(r"l(-?[\d.]+) 0", path.data(1))]
    assert sum(steps) == pytest.approx(34, abs=0.051)


def test_a_circle_flattens_to_points_on_the_circle():
    points = geometry.circle((3, 4), 10).flattened(20)
    assert all(math.dist(point, (3, 4)) == pytest.approx(10, abs=0.01) for point in points)


def test_an_arc_ends_where_its_angles_say():
    arc = geometry.arc((0, 0), 2, 0, 270)
    assert arc.start == pytest.approx((2, 0))
    assert arc.segments[-1][-1] == pytest.approx((0, -2))


def test_a_stretch_of_a_curve_lies_on_the_curve():
    part = geometry.arc((0, 0), 5, 0, 180).stretch(0.5, 1.25)
    assert part.start == pytest.approx((5 / math.sqrt(2), 5 / math.sqrt(2)), abs=0.01)
    assert all(math.hypot(*point) == pytest.approx(5, abs=0.01) for point in part.flattened(10))


def test_a_smooth_curve_passes_through_its_points():
    points = [(0.0, 0.0), (4.0, 1.0), (5.0, 5.0), (1.0, 4.0)]
    curve = geometry.smooth(points)
    assert [curve.start, *(segment[-1] for segment in curve.segments)] == [*points, points[0]]


def test_a_quarter_turn_is_clockwise_on_the_screen():
    assert geometry.polyline((1, 0)).turned(90, (0, 0)).start == pytest.approx((0, 1))


def test_numbers_are_written_without_exponent_or_negative_zero():
    assert [geometry.number(value) for value in (1e-9, -1e-9, 10.0, 0.5)] == ["0", "0", "10", ".5"]
