"""mentorlab odd: describe the whole model after the ODD protocol, from its code."""

from __future__ import annotations

from typing import Annotated

from ....agents.base.writing import write_text
from ..options.records import option
from ..tables.answers import Answer, check_targets


def odd(
    to: Annotated[str | None, option("--to", "Write the description into this Markdown file.", "FILE")] = None,
) -> Answer:
    """Describe the model after the ODD protocol, from its code; write the description where asked."""
    check_targets([to], endings=(".md", ".txt"))
    from ...validation.odd import odd as description  # loads the model, whose code it reads

    text = description.odd()
    if to is not None:
        write_text(to, text)
    data = {"protocol": "ODD, Grimm et al. 2020", "text": text, "file": to}
    shown = f"Wrote the description: {to}" if to is not None else text
    return Answer(data, lambda console: console.print(shown, soft_wrap=True))
