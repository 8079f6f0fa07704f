"""What all pages have in common."""

from conformance.report.pages.page import page_templates


def test_what_cannot_be_seen_is_taken_out_and_markup_is_escaped():
    page = page_templates().from_string("{{ text }}").render(text="a\u202e\x1b")
    assert page == "a\ufffd\ufffd"
    template = page_templates().get_template("macros.html")
    assert "<script>" not in str(template.module.head("<script>", "", ""))
