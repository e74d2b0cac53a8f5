"""What holds every page to the rules sees what is wrong, each time it stands there."""

import re

import pytest

from tests.e2e.conftest import assert_accessible

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>T</title><main><h1>Title</h1>
<p style="color: #555">It can be read.</p>
<p style="color: #aaa">Too pale.</p>
<p style="color: #aaa; background: #222">On dark it can be read.</p>
<p style="color: rgb(170, 170, 170)">As pale, said otherwise.</p>
<p style="color: rgba(0, 0, 0, 0.2)">Too thin.</p>
</main></html>"""


@pytest.fixture
def bare(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_content(PAGE)
    yield page
    context.close()


def test_each_text_that_is_too_pale_is_found_again_and_again(bare):
    for _ in range(2):
        with pytest.raises(AssertionError) as told:
            assert_accessible(bare)
        words = str(told.value)
        assert "color-contrast" in words
        assert set(re.findall(r"<p style=[^\n]*?>([^<]+)</p>", words)) == {
            "Too pale.",
            "As pale, said otherwise.",
            "Too thin.",
        }

    assert_accessible(bare, colours=False)


def test_a_page_whose_colours_are_mended_is_right(bare):
    bare.add_style_tag(
        content="p { color: #000 !important; background: none !important }"
    )

    assert_accessible(bare)
