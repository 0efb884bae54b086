"""The rules that keep the source tidy: each takes the root of a source tree and returns what it found.

Every finding says file, line and remedy. A file that does not exist is not a finding. The tables at the
top are the rules' whole content; to change what is allowed, change the table.
"""

from __future__ import annotations

import ast
import math
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# The rooms of the package, from the edge inwards. A module may import from the rows below its own.
ROOMS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli", "web", "reports", "intake"}),
    frozenset({"ledger", "open"}),  # the package itself: its public names, and the ledger put together
    frozenset({"service", "questions"}),
    frozenset({"aggregates", "log", "projections", "vault"}),
    frozenset({"rules"}),
    frozenset({"record"}),
    frozenset({"commands", "events"}),
    frozenset({"values", "errors", "clock"}),
)
# Rooms of one row stay strangers, except for these.
ALLOWED_IN_ROW = frozenset(
    {
        ("cli", "web"),
        ("cli", "reports"),
        ("cli", "intake"),
        ("web", "reports"),
        ("web", "intake"),
        ("ledger", "open"),
        ("commands", "events"),
        ("values", "errors"),
        ("clock", "errors"),
    }
)
# Rooms further in that stay closed all the same.
FORBIDDEN = frozenset({("service", "projections"), ("questions", "aggregates")})

MODULE_LINES = 420
FUNCTION_LINES = 70
FUNCTION_LINES_P95 = 45  # exclusive
P95_NEEDS_FUNCTIONS = 20  # below this number a percentile says nothing
POSITIONAL_PARAMETERS = 5
UNDOCUMENTED_FUNCTION_LINES = 8

CLOCK_ROOMS = frozenset({"service", "clock", "cli", "web"})
CLOCK_MODULES = frozenset({"ledger/log/instants.py"})  # stamps recorded time, unless a clock is handed in
EXACT_ROOMS = frozenset({"rules", "record", "events", "commands", "values"})

# The patterns are written so that this file does not match them.
UNFINISHED = re.compile(r"\b(?:[T]ODO|[F]IXME)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:[w]ork|[r]oot|[h]ome|[U]sers|[o]pt/pypi|[o]pt/wheels)/")
REGISTRY_HOST = re.compile(
    r"(?:[p]ypi\.(?:org|io)|[p]ythonhosted\.org|[r]egistry\.npmjs\.org|[r]egistry\.yarnpkg\.com"
    r"|[d]eb\.debian\.org|[c]rates\.io|[p]roxy\.golang\.org)",
    re.IGNORECASE,
)
UNWALKED = frozenset({"build", "dist", "node_modules", "__pycache__"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(root: Path) -> list[Path]:
    return sorted((root / "ledger").rglob("*.py"))


def room_of(root: Path, path: Path) -> str:
    """Return the room of a module: its first name below the package, or `ledger` for the package itself."""
    first = path.relative_to(root / "ledger").with_suffix("").parts[0]
    return "ledger" if first == "__init__" else first


def functions(root: Path) -> Iterator[tuple[Path, Function]]:
    for path in modules(root):
        for node in ast.walk(parsed(path)):
            if isinstance(node, Function):
                yield path, node


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def at(root: Path, path: Path, line: int) -> str:
    return f"{path.relative_to(root)}:{line}"


# --- imports ---------------------------------------------------------------------------------------


def imported_rooms(root: Path, path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of everything that a module imports from the package, relative imports included."""
    known = frozenset().union(*ROOMS)
    package = list(path.relative_to(root).with_suffix("").parts[:-1])
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "ledger":
                inside = target[1] if len(target) > 1 else ""
                is_room = inside in known or is_module(root, inside)
                yield node.lineno, inside if is_room else "ledger"


def is_module(root: Path, name: str) -> bool:
    folder = root / "ledger" / name
    return bool(name) and (folder.with_suffix(".py").is_file() or folder.is_dir())


def may_import(importer: str, imported: str) -> bool:
    if importer == imported:
        return True
    rows = {room: row for row, rooms in enumerate(ROOMS) for room in rooms}
    if (importer, imported) in FORBIDDEN:
        return False
    if rows[importer] == rows[imported]:
        return (importer, imported) in ALLOWED_IN_ROW
    return rows[importer] < rows[imported]


def wrong_imports(root: Path) -> list[str]:
    known = frozenset().union(*ROOMS)
    found = []
    for path in modules(root):
        room = room_of(root, path)
        if room not in known:
            found.append(
                f"{at(root, path, 1)}: the room {room!r} has no place in the import direction; "
                "put it into a row of ROOMS in tests/tidy/checks.py."
            )
            continue
        for line, imported in imported_rooms(root, path):
            if imported in known and not may_import(room, imported):
                found.append(
                    f"{at(root, path, line)}: {room} imports {imported}, against the import direction; "
                    "move the shared part inwards, or hand it in as an argument."
                )
    return found


# --- sizes -----------------------------------------------------------------------------------------


def oversized_modules(root: Path) -> list[str]:
    found = []
    for path in modules(root):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            found.append(
                f"{at(root, path, lines)}: {lines} lines, more than {MODULE_LINES}; "
                "split the module by its jobs."
            )
    return found


def oversized_functions(root: Path) -> list[str]:
    return [
        f"{at(root, path, function.lineno)}: {function.name} has {length(function)} lines, "
        f"more than {FUNCTION_LINES}; name its steps and make them functions."
        for path, function in functions(root)
        if length(function) > FUNCTION_LINES
    ]


def long_functions_in_general(root: Path) -> list[str]:
    """Find the longest twentieth of the functions, when even its shortest is at the limit."""
    ranked = sorted(((length(f), path, f) for path, f in functions(root)), key=lambda row: row[0])
    if len(ranked) < P95_NEEDS_FUNCTIONS:
        return []
    place = math.ceil(0.95 * len(ranked)) - 1
    if ranked[place][0] < FUNCTION_LINES_P95:
        return []
    return [
        f"{at(root, path, function.lineno)}: {function.name} has {lines} lines, and 95 % of the functions "
        f"should have fewer than {FUNCTION_LINES_P95}; shorten some of these."
        for lines, path, function in ranked[place:]
    ]


def crowded_parameters(root: Path) -> list[str]:
    found = []
    for path, function in functions(root):
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if names[:1] in (["self"], ["cls"]):
            names = names[1:]
        if len(names) > POSITIONAL_PARAMETERS:
            found.append(
                f"{at(root, path, function.lineno)}: {function.name} has {len(names)} positional parameters, "
                f"more than {POSITIONAL_PARAMETERS}; make some keyword-only, or give some a type together."
            )
    return found


# --- documentation ---------------------------------------------------------------------------------


def missing_docstrings(root: Path) -> list[str]:
    found = []
    for path in modules(root):
        tree = parsed(path)
        if ast.get_docstring(tree) is None:
            found.append(f"{at(root, path, 1)}: the module has no docstring; open it with its one job.")
        found += [
            f"{at(root, path, node.lineno)}: {node.name} has no docstring; say what its types cannot."
            for node in public_definitions(tree)
            if ast.get_docstring(node) is None and needs_docstring(node)
        ]
    return found


def public_definitions(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | Function]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def needs_docstring(node: ast.ClassDef | Function) -> bool:
    if isinstance(node, ast.ClassDef):
        return True
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return length(node) > UNDOCUMENTED_FUNCTION_LINES and not decorators & {"override", "overload"}


# --- clock, exactness, silence -----------------------------------------------------------------------


def hidden_clocks(root: Path) -> list[str]:
    found = []
    for path in modules(root):
        if room_of(root, path) in CLOCK_ROOMS or path.relative_to(root).as_posix() in CLOCK_MODULES:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and reads_clock(node):
                found.append(
                    f"{at(root, path, node.lineno)}: {ast.unparse(node)} reads the clock outside its rooms "
                    f"({', '.join(sorted(CLOCK_ROOMS))}); take the instant or the day as an argument."
                )
    return found


def reads_clock(node: ast.Attribute) -> bool:
    owner = ast.unparse(node.value).rpartition(".")[2]
    return (owner, node.attr) in {
        ("date", "today"),
        ("datetime", "today"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("time", "time"),
        ("time", "time_ns"),
    }


def inexact_numbers(root: Path) -> list[str]:
    found = []
    for path in modules(root):
        if room_of(root, path) not in EXACT_ROOMS:
            continue
        for node in float_uses(parsed(path)):
            found.append(
                f"{at(root, path, node.lineno)}: float is not exact; "
                "hours and money are Decimal, written as strings."
            )
    return found


def float_uses(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield annotations that name float, and calls of it. A test such as isinstance(x, float) is no use."""
    for node in ast.walk(tree):
        places: list[ast.expr | None] = []
        if isinstance(node, ast.AnnAssign | ast.arg):
            places = [node.annotation]
        elif isinstance(node, Function):
            places = [node.returns]
        elif isinstance(node, ast.Call):
            places = [node.func]
        for place in places:
            if place is not None and re.search(r"\bfloat\b", ast.unparse(place)):
                yield place


def swallowed_exceptions(root: Path) -> list[str]:
    return [
        f"{at(root, path, node.lineno)}: the exception is swallowed; handle it, let it rise, "
        "or say contextlib.suppress with the one class and the reason."
        for path in modules(root)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and all(is_silent(statement) for statement in node.body)
    ]


def is_silent(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


# --- errors ----------------------------------------------------------------------------------------


def error_codes(root: Path) -> list[str]:
    """Find public error classes without a code of their own, and codes that two classes share."""
    path = root / "ledger" / "errors.py"
    if not path.is_file():
        return []
    found = []
    owners: dict[str, str] = {}
    for node in parsed(path).body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_") or not node.bases:
            continue
        code = own_code(node)
        if code is None:
            found.append(f"{at(root, path, node.lineno)}: {node.name} has no code; give it a stable string.")
        elif code in owners:
            found.append(
                f"{at(root, path, node.lineno)}: {node.name} has the code {code!r} of {owners[code]}; "
                "give it one of its own."
            )
        else:
            owners[code] = node.name
    return found


def own_code(node: ast.ClassDef) -> str | None:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            targets: list[ast.expr] = [statement.target]
        elif isinstance(statement, ast.Assign):
            targets = statement.targets
        else:
            continue
        named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if named and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
            return statement.value.value
    return None


# --- text ------------------------------------------------------------------------------------------


def text_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text file that git tracks or would track; without git, every one outside hidden folders."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in root.rglob("*") if is_walked(path.relative_to(root))]
    for path in sorted(set(paths)):
        if path.is_file():
            raw = path.read_bytes()
            if b"\0" not in raw:
                yield path, raw.decode("utf-8", errors="replace")


def is_walked(relative: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts[:-1])
    return not hidden and not UNWALKED & set(relative.parts)


def unwanted_text(root: Path, pattern: re.Pattern[str], remedy: str) -> list[str]:
    return [
        f"{at(root, path, number)}: {match[0]!r} does not belong here; {remedy}"
        for path, text in text_files(root)
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]


def unfinished_work(root: Path) -> list[str]:
    return unwanted_text(root, UNFINISHED, "finish it, or say in the documentation what is not done.")


def machine_paths(root: Path) -> list[str]:
    return unwanted_text(root, MACHINE_PATH, "name paths relative to the repository.")


def registry_hosts(root: Path) -> list[str]:
    return unwanted_text(root, REGISTRY_HOST, "name the package alone.")
