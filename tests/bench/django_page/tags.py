"""Our drawings and filters for Django templates and for its Jinja2 backend."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from jinja2 import Environment

from intranet.web import drawings, filters

register = template.Library()
for each in filters.FILTERS:
    register.filter(each.__name__, each)
register.simple_tag(drawings.icon, name="icon")
register.simple_tag(drawings.use, name="use")


@register.simple_tag
def symbols(*names):
    """The icons of the table, once."""
    return drawings.symbols(names)


def environment(**options):
    """The environment of the Jinja2 backend."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.filters.update({each.__name__: each for each in filters.FILTERS})
    made.globals.update(icon=drawings.icon, use=drawings.use, symbols=drawings.symbols, static=static)
    return made
