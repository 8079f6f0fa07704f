"""What all pages have in common."""

from conformance.report.pages.page import page_templates, style_of


def test_what_cannot_be_seen_is_taken_out_and_markup_is_escaped():
    page = page_templates().from_string("{{ text }}").render(text="a\u202e\x1b")
    assert page == "a\ufffd\ufffd"
    template = page_templates().get_template("macros.html")
    assert "<script>" not in str(template.module.head("<script>", "", ""))


def test_a_style_has_no_blanks_of_no_meaning_and_keeps_its_selectors():
    style = style_of("report")
    assert ":focus-visible{outline:.15rem solid var(--link);" in style
    assert "header > *{" in style
    assert "; " not in style


def test_a_part_of_nothing_is_no_percent():
    percent = page_templates().filters["percent"]
    assert [percent(1, 3), percent(3, 3), percent(0, 0)] == [33.3, 100.0, 0]
