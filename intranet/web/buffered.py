"""Templates compiled for pages that are sent whole.

Jinja gives each piece of a block on by itself, through the block around it, its template and the layout: four generators for
each of some three thousand pieces of a page. Here they are put together in one list. And what is escaped only to be joined
into a page needs no object of its own that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from jinja2.compiler import Frame


def escaped(value: object) -> str:
    """The text of a value as it stands in a page; tests compare it with ``markupsafe.escape``."""
    kind = type(value)
    if kind is str:
        text: str = _escape_inner(value)  # type: ignore[arg-type]
        return text
    if kind is int:
        return str(value)
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


class BufferedBlocks(CodeGenerator):
    """Writes the code of a block, or of a layout, as of a macro: into a list that is joined at the end."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def blockvisit(self, nodes_: Iterable[nodes.Node], frame: Frame) -> None:
        """Visit what stands in a block; only the outermost of a function has no buffer yet."""
        body = list(nodes_)
        outermost = frame.buffer is None and (frame.block_frame or frame.rootlevel)
        if not outermost or any(isinstance(node, nodes.Extends) for node in body):
            return super().blockvisit(body, frame)
        self.buffer(frame)
        super().blockvisit(body, frame)
        self.writeline(f"yield concat({frame.buffer})")
        return None


def init_app(environment: Environment) -> None:
    """Compile the templates of this environment so."""
    environment.code_generator_class = BufferedBlocks
    environment.escaped = escaped  # type: ignore[attr-defined]
