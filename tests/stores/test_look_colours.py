"""Colours that can be read: what is counted, what is suggested, what follows from a palette."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stores.looks.colours import READABLE, code, contrast, rgb
from stores.looks.contrast import check, faint, nearest_readable, suggest
from stores.looks.oklch import from_oklch, to_oklch
from stores.looks.themes import THEMES
from stores.looks.tokens import EDGE, tokens_of
from stores.models.look import COLOURS

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
palettes = st.fixed_dictionaries(dict.fromkeys(COLOURS, colours))
few = settings(max_examples=60, deadline=None)


@given(colours)
def test_a_colour_comes_back_from_oklch_as_it_went(colour):
    for there, back in zip(rgb(colour), rgb(from_oklch(*to_oklch(colour))), strict=True):
        assert abs(there - back) <= 1.01 / 255


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma"),
    [("#ffffff", 1, 0), ("#000000", 0, 0), ("#ff0000", 0.628, 0.2577), ("#0000ff", 0.452, 0.3132)],
)
def test_oklch_is_as_its_author_gives_it(colour, lightness, chroma):
    found = to_oklch(colour)
    assert found[0] == pytest.approx(lightness, abs=0.001)
    assert found[1] == pytest.approx(chroma, abs=0.001)


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(-3.14, 3.14))
@few
def test_every_shade_is_a_colour_that_screens_have(lightness, chroma, hue):
    shade = from_oklch(lightness, chroma, hue)
    assert code(rgb(shade)) == shade


@given(palettes)
@few
def test_what_is_suggested_can_be_read_whatever_was_chosen(palette):
    assert faint({**palette, **suggest(palette)}) == []


@given(palettes)
@few
def test_only_what_has_to_change_is_changed(palette):
    changes = suggest(palette)
    assert "background" not in changes
    if not faint(palette):
        assert changes == {}
    assert all(palette[name] != colour for name, colour in changes.items())


@given(colours, st.lists(colours, min_size=1, max_size=2).map(tuple))
@few
def test_a_readable_colour_stays(colour, behind):
    if all(contrast(colour, ground) >= READABLE for ground in behind):
        assert nearest_readable(colour, behind) == colour


def test_a_mended_colour_keeps_its_hue_and_moves_no_further_than_it_has_to():
    mended = nearest_readable("#e08a1e", ("#ffffff",))
    before, after = to_oklch("#e08a1e"), to_oklch(mended)
    assert after[2] == pytest.approx(before[2], abs=0.06)
    assert READABLE <= contrast(mended, "#ffffff") < READABLE + 0.2


def test_mended_text_leaves_room_for_quieter_text():
    palette = dict.fromkeys(COLOURS, "#101820") | {"on_accent": "#ffffff"}
    assert contrast(suggest(palette)["text"], "#101820") >= 7


def test_a_light_colour_on_black_grows_lighter_and_not_black():
    mended = nearest_readable("#444444", ("#101010",))
    assert to_oklch(mended)[0] > to_oklch("#444444")[0]


def test_a_ratio_is_never_rounded_up_to_readable():
    # 4.48 to 1.
    palette = dict.fromkeys(COLOURS, "#777777") | {"background": "#ffffff", "surface": "#ffffff"}
    assert check(palette)[0].shown == "4.4"
    assert not check(palette)[0].is_readable


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_ready_themes_can_be_read(theme):
    assert faint({name: getattr(theme, name) for name in COLOURS}) == []


def test_ready_themes_differ_in_more_than_a_colour():
    shapes = {
        (
            theme.header_style,
            theme.card_style,
            theme.density,
            theme.button_shape,
            theme.heading_font,
        )
        for theme in THEMES.values()
    }
    assert len(THEMES) >= 4
    assert len(shapes) == len(THEMES)
    assert any(tokens_of(*(getattr(theme, name) for name in COLOURS)).is_dark
               for theme in THEMES.values())  # fmt: skip


@given(colours, st.sampled_from(["#ffffff", "#000000", "#0e1215", "#fff1ec"]))
@few
def test_what_follows_from_a_readable_palette_can_be_read_on_all_its_grounds(accent, background):
    palette = dict.fromkeys(COLOURS, accent) | {"background": background, "surface": background}
    palette |= suggest(palette)
    made = tokens_of(*(palette[name] for name in COLOURS))
    for ground in (made.background, made.tint, made.shade):
        for colour in (made.text, made.accent, made.muted, made.danger, made.success, made.warning):
            assert contrast(colour, ground) >= READABLE
    assert contrast(made.line_strong, made.background) >= EDGE
    assert contrast(made.on_sale, made.sale) >= READABLE
    assert contrast(made.on_text, made.text) >= READABLE
