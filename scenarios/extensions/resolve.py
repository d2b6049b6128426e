"""What is the user's own: a strategy, reward, rule, process or outcome, as an object or as "package.module:name".

A text is imported only if its package was allowed by the user, on the command line (--allow mypackage), in Python
(`allow("mypackage")`) or in the environment (MENTORLAB_ALLOW=mypackage,other); never because a file says so. The
environment also carries what is allowed to worker processes, which import for themselves.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
import sys
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidatorFunctionWrapHandler, WrapValidator

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused, did_you_mean
from ..assumptions.outcomes import OwnOutcome
from ..policy.rewards import Reward
from ..policy.targeting import Targeting
from ..policy.training import Training
from .traceback import in_own_words, own_place

ALLOWED = "MENTORLAB_ALLOW"


class Kind(NamedTuple):
    """What may stand somewhere: in words, and a record's class or the parameters of a function."""

    words: str
    record: type | None = None
    parameters: int = 0
    built_in: bool = True
    """Whether a bare name means one of ours."""
    first: str = ""
    """What its first parameter is called."""

    def fits(self, thing: object) -> bool:
        """Tell whether something is of this kind, as far as that is clear without calling it."""
        if self.record is not None:
            return isinstance(thing, self.record)
        if not callable(thing) or isinstance(thing, type):
            return False
        try:
            inspect.signature(thing).bind(*range(self.parameters))
        except TypeError:
            return False
        except ValueError:  # compiled functions do not tell their parameters
            pass
        return True


KINDS = {
    "pairing": Kind("a function(candidates, rng) that returns pairs", parameters=2, first="candidates"),
    "action": Kind("a function(seen, weeks, rule) that returns (mend, anew)", parameters=3, first="seen"),
    "process": Kind("a generator function(model) that yields weeks", parameters=1, built_in=False, first="model"),
    "reward": Kind("a Reward(...)", Reward),
    "training": Kind("a Training(...)", Training),
    "targeting": Kind("a Targeting(...)", Targeting),
    "outcome": Kind("an OwnOutcome(...)", OwnOutcome, built_in=False, first="record"),
}


def kinds_of(thing: object) -> list[str]:
    """Return the kinds that something may be, by what it is and the parameters it takes."""
    return [kind for kind, one in KINDS.items() if one.fits(thing)]


def surely(thing: object, kind: str) -> bool:
    """Tell whether something that fits one kind was also meant as it.

    A process is a generator function: what returns is perhaps an outcome's function or a strategy that lacks a
    parameter. So is a function with a parameter called as that of another kind.
    """
    if KINDS[kind].record is not None:
        return True
    function: Any = getattr(thing, "py_func", thing)
    if kind == "process" and not inspect.isgeneratorfunction(function):
        return False
    try:
        names = set(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # compiled functions do not tell their parameters
        return True
    meant = [other for other, one in KINDS.items() if one.first in names]
    return not meant or kind in meant


def allow(*packages: str) -> None:
    """Let scenarios use the code of these packages, as long as this process and its workers run.

    A package is installed, or a module file in the working directory, which is searched last. Raises `Refused` for
    what is not the name of a package.
    """
    problems = []
    for package in packages:
        if not isinstance(package, str) or not re.fullmatch(r"[A-Za-z_]\w*", package):
            hint = "Name the package alone: mypackage for mypackage.pairs:oldest_first."
            problems.append(Problem(f"'{package}' is not the name of a package.", hint, "format", field="allow"))
    if problems:
        raise Refused(problems)
    os.environ[ALLOWED] = ",".join(dict.fromkeys([*allowed(), *packages]))


def allowed() -> list[str]:
    """Return the packages that scenarios may name."""
    return [package.strip() for package in os.environ.get(ALLOWED, "").split(",") if package.strip()]


def resolve(text: str, kind: str | None = None) -> Any:
    """Return what "package.module:name" names, of the kind asked for if one is; raise `Refused` with the mend.

    Nothing is imported unless the user has allowed the package.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", text):
        raise _wrong(text, "is not of the form package.module:name.", code="format")
    path, _, name = text.partition(":")
    package = path.partition(".")[0]
    if package not in allowed():
        hint = (
            f"If you trust that code, say so: --allow {package} on the command line, "
            f'ml.allow("{package}") in Python, or {ALLOWED}={package}.'
        )
        raise _wrong(text, f"is code of '{package}', which you have not allowed to run.", hint, "not_allowed")
    module = _imported(path, text)
    if not hasattr(module, name):
        offered = [one for one in vars(module) if not one.startswith("_")]
        raise _wrong(text, f"is not there: '{path}' has no '{name}'.", did_you_mean(name, offered))
    thing = getattr(module, name)
    if kind and not KINDS[kind].fits(thing):
        raise Refused(misfit(thing, kind, text))
    return thing


def _imported(path: str, text: str) -> ModuleType:
    """Return a module of an allowed package; what is installed comes before what lies in the working directory."""
    if str(Path.cwd()) not in sys.path and "" not in sys.path:
        sys.path.append(str(Path.cwd()))
    try:
        return import_module(path)
    except ModuleNotFoundError as error:
        ours = f"{path}.".startswith(f"{error.name}.")
        needs = "" if ours else f", which '{path}' needs"
        hint = (
            "Install it, or change to the folder that contains it."
            if ours and error.name == path.partition(".")[0]
            else ""
        )
        raise _wrong(text, f"is not there: no module '{error.name}'{needs}.", hint) from None
    except (Exception, SystemExit) as error:  # whatever the user's own module raises
        place = own_place(error, tuple(allowed()))
        message = f"'{text}' cannot be imported: '{path}' raises {in_own_words(error)}."
        file, line = (place.file, place.line) if place else (None, None)
        raise Refused(Problem(message, "", "broken", file, line, value=text)) from error


def _wrong(text: str, message: str, hint: str = "", code: str = "missing") -> Refused:
    return Refused(Problem(f"'{text}' {message}", hint, code, value=text))


def misfit(thing: object, kind: str, text: str) -> Problem:
    """Return what to say of something that is not of the kind needed."""
    if isinstance(thing, type):
        return Problem(f"'{text}' is a class; {KINDS[kind].words} is needed.", "Name an instance of it.", "type")
    what = f"a function{inspect.signature(thing)}" if inspect.isfunction(thing) else f"of type {type(thing).__name__}"
    return Problem(f"'{text}' is {what}; {KINDS[kind].words} is needed.", "", "type", value=text)


def chosen(choice: Any, kind: str, built_in: object) -> Any:
    """Return what a policy says of one kind: the built-in of that name, what a text names, or the object itself."""
    if not isinstance(choice, str):
        return choice
    return resolve(choice, kind) if ":" in choice else getattr(built_in, choice.replace("-", "_"))


def own_or_built_in(kind: str) -> WrapValidator:
    """Return what checks a field of a scenario that may also be the user's own; the rest is the field's own type's."""

    def check(choice: object, built_in: ValidatorFunctionWrapHandler) -> object:
        if isinstance(choice, str) and (":" in choice or not KINDS[kind].built_in):
            resolve(choice, kind)
            return choice
        if callable(choice) and not KINDS[kind].fits(choice):
            raise Refused(misfit(choice, kind, name_of(choice)))
        return choice if KINDS[kind].fits(choice) else built_in(choice)

    return WrapValidator(check)


def outcome_of(choice: str | OwnOutcome) -> OwnOutcome:
    """Return one of the user's own outcomes, which a scenario gives as itself or by name."""
    outcome: OwnOutcome = resolve(choice, "outcome") if isinstance(choice, str) else choice
    return outcome


def name_of(thing: object) -> str:
    """Return the user's own as people say it: a text as it is, a function by name, a record by what it sets.

    >>> name_of(Reward(pull=0.2, cost=30))
    'Reward(pull=0.2, cost=30.0)'
    """
    if isinstance(thing, str):
        return thing
    if isinstance(thing, BaseModel):
        settings = ", ".join(
            f"{name}={getattr(thing, name)}" for name in type(thing).model_fields if name in thing.model_fields_set
        )
        return f"{type(thing).__name__}({settings})"
    if isinstance(thing, Targeting):
        return name_of(thing.priority)
    return str(getattr(thing, "__qualname__", None) or getattr(thing, "name", None) or thing)


def place_of(thing: Any, reader: str = "a file", otherwise: str = "", field: str | None = None) -> str:
    """Return "module:name" of a function, or refuse what cannot be found again there by who reads it."""
    function = getattr(thing, "py_func", thing)
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    there = getattr(sys.modules.get(module or ""), name, None)
    if name and module != "__main__" and getattr(there, "py_func", there) is function:
        return f"{module}:{name}"
    hint = "Put it at the top of a module file of its own"
    if name:
        message = (
            f"'{name_of(thing)}' is defined in a script, a notebook or inside a function: {reader} cannot name it."
        )
    elif isinstance(thing, BaseModel | Targeting | OwnOutcome):
        message = f"'{name_of(thing)}' is held in memory: {reader} cannot name it."
        hint += ' and name it there: "mymodule:name"'
    else:
        message = f"{shown(thing)} is held in memory: {reader} cannot name it."
        hint = "Save it as a file, and name that file"
    raise Refused(Problem(message, f"{hint}{otherwise and ', '}{otherwise}.", "strategy", field=field))


def source_of(name: str) -> bytes:
    """Return the source of a module and of all it imports, directly or not, that lies in the same folder or below.

    Our own is left out, which the version of the model stands for.
    """
    ours = __name__.partition(".")[0]
    top = sys.modules.get(name.partition(".")[0])
    file = getattr(top, "__file__", None)
    if name.partition(".")[0] == ours or file is None:
        return b""
    root, left, found = Path(file).parent, [name], dict[str, bytes]()
    while left:
        module = sys.modules.get(one := left.pop())
        file = getattr(module, "__file__", None)
        if module is None or file is None or one in found or not Path(file).is_relative_to(root):
            continue
        try:
            found[one] = Path(file).read_bytes()
        except OSError:  # what was typed has no file
            continue
        left += imported_by(found[one], module.__package__ or "")
    return b"".join(f"{one}\n".encode() + found[one] for one in sorted(found))


def imported_by(source: bytes, package: str) -> list[str]:
    """Return the names of the modules that a source may import, anywhere in it.

    >>> imported_by(b"import a.b\\ndef f():\\n    from .c import d", "p.q")
    ['a.b', 'a', 'p.q.c', 'p.q.c.d']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [part for one in node.names for part in (one.name, one.name.partition(".")[0])]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            stem = ".".join([*above, *([node.module] if node.module else [])])
            found += [stem, *(f"{stem}.{one.name}" for one in node.names)]
    return found


def fingerprint(thing: Any) -> str:
    """Return what tells the user's own from everything else: where it is and a digest of the source it rests on.

    A record is recognised by its values, a function without a file by its name alone.

    >>> fingerprint(Reward(cost=30)) == fingerprint(Reward(cost=30)) != fingerprint(Reward(cost=31))
    True
    """
    if isinstance(thing, str) and ":" in thing:
        return f"{thing}/{fingerprint(resolve(thing))}"
    thing = getattr(thing, "py_func", thing)
    place = thing if hasattr(thing, "__qualname__") else type(thing)
    source = source_of(place.__module__)
    values = [] if place is thing else vars(thing).items()
    content = repr([(name, fingerprint(value) if callable(value) else value) for name, value in values])
    return f"{place.__module__}:{place.__qualname__}/{blake2b(source + content.encode(), digest_size=8).hexdigest()}"
