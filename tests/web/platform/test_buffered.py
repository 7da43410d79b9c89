"""Templates compiled for whole pages give what Jinja's own compiler gives."""

from __future__ import annotations

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from intranet.web import buffered
from intranet.web.templating import Page

SOURCES = {
    "layout": "<title>{% block title %}{% endblock %}</title>{% set x = 1 %}{% block main %}none{% endblock %}{{ x }}{{ word }}",
    "child": """{% extends "layout" %}{% block title %}{{ word }}{% endblock %}{% block main %}{{ super() }}
{% from "parts" import row, box with context %}{% for each in rows %}{{ row(each) }}{% if loop.last %}{{ word }}{% endif %}
{% else %}-{% endfor %}{% block last %}[{{ word }}]{% endblock %}{% set held %}{{ word }}&amp;{% endset %}{{ held }}
{% filter upper %}{{ word }}{% endfilter %}{% call box() %}{{ word }}{% endcall %}{% include "foot" %}{{ self.title() }}
{% endblock %}""",
    "parts": "{% macro row(text) %}<li>{{ text }}</li>{% endmacro %}{% macro box() %}<b>{{ caller() }}</b>{% endmacro %}",
    "foot": "<p>{{ word }} {{ 3 + 4 }} {{ none }}</p>",
}


def environments() -> tuple[jinja2.Environment, jinja2.Environment]:
    plain, ours = (
        jinja2.Environment(loader=jinja2.DictLoader(SOURCES), autoescape=True, undefined=jinja2.StrictUndefined) for _ in range(2)
    )
    ours.template_class = Page
    buffered.init_app(ours)
    return plain, ours


@pytest.mark.parametrize("name", ["layout", "child"])
@pytest.mark.parametrize("rows", [(), ("a", "<b>", Markup("<i>"), 5, None)])
def test_same_page_as_by_jinja_alone(name, rows):
    plain, ours = (each.get_template(name).render(word="<&\"'>", rows=rows) for each in environments())
    assert ours == plain
    assert "&lt;&amp;&#34;&#39;&gt;" in ours


def test_a_block_alone_is_the_same_too():
    def block(environment):
        template = environment.get_template("child")
        return "".join(template.blocks["last"](template.new_context({"word": "<"})))

    plain, ours = map(block, environments())
    assert ours == plain
    assert "[&lt;]" in ours


def test_an_unknown_value_is_still_an_error():
    with pytest.raises(jinja2.UndefinedError):
        environments()[1].get_template("layout").render()


class Told:
    def __html__(self) -> str:
        return "<b>told</b>"

    def __str__(self) -> str:
        return "<told>"


class Word(str):
    __slots__ = ()


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.none(), st.booleans(), st.text().map(Word)))
def test_escapes_as_markupsafe_does(value):
    assert buffered.escaped(value) == escape(value)


@pytest.mark.parametrize("value", [Markup("<b>&</b>"), Told(), Word("<b>"), b"<", ["<"]])
def test_what_says_that_it_is_html_stays(value):
    assert buffered.escaped(value) == escape(value)
