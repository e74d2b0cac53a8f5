from riskapp.presentation.paper import PAINTS, on_paper


def test_every_shape_that_a_stylesheet_colours_is_painted():
    for name, paint in PAINTS.items():
        found = on_paper(f'<rect class="{name}" x="1"/>', "https://risk.example")

        assert found == f'<rect class="{name}" {paint} x="1"/>'


def test_a_square_has_the_colours_of_its_rating():
    high = '<svg class="square square--high"><rect class="square__area"/></svg>'
    unknown = '<svg class="square square--odd"><rect class="square__area"/></svg>'

    assert 'fill="#fde2d2" stroke="#a23c06"' in on_paper(high, "")
    assert 'fill="#e8e7e2"' in on_paper(unknown, "")


def test_letters_of_the_map_have_a_size_and_others_are_left_alone():
    tiles = '<svg class="chart chart--tiles"><text x="1">DE</text></svg><text>A</text>'

    found = on_paper(tiles, "")

    assert found.count('font-size="8.5"') == 1


def test_links_of_the_house_lead_to_its_address_and_others_stay():
    markup = '<a href="/tools/?a=b">5</a><a href="https://elsewhere.example/">6</a>'

    found = on_paper(markup, "https://risk.example/")

    assert 'href="https://risk.example/tools/?a=b"' in found
    assert 'href="https://elsewhere.example/"' in found
