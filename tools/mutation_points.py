# SPDX-License-Identifier: Apache-2.0
"""Where a source file can be broken, found in clang's syntax tree; used by tools/mutate."""

import bisect
import re
from dataclasses import dataclass, field

from clang.cindex import Config, CursorKind as Kind, Index

Config.set_library_file("/usr/lib/llvm-14/lib/libclang-14.so.1")
CLANG_HEADERS = "/usr/lib/llvm-14/lib/clang/14.0.6"

SWAPS = {
    "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"],
    "&": ["|"], "|": ["&"], "^": ["|"], "<<": [">>"], ">>": ["<<"],
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
}
ASSIGNED = {"|=": "=", "&=": "=", "^=": "=", "+=": "-=", "-=": "+="}
DROPPED_LEFT = {"&&", "||", "|"}  # a op b -> b
DROPPED_RIGHT = {"&&", "||", "|", "&", "^", "+", "-", "%", "<<", ">>"}  # a op b -> a
BOOLEAN = {"&&", "||", "==", "!=", "<", "<=", ">", ">="}


@dataclass
class Mutant:
    file: str
    line: int
    edit: str
    number: int
    changed: str = ""  # the whole file as it is to be built, for a mutant with a build of its own

    def __str__(self):
        return f"{self.file}:{self.line}: {self.edit}"


@dataclass
class Point:
    """A piece of source text that mutants replace."""
    start: int
    end: int
    boolean: bool = False  # a condition: what is not a bool is to be converted
    statement: bool = False
    relabel: bool = False  # a switch's subject
    declares: str = ""  # the variable that a condition declares
    alternatives: list = field(default_factory=list)  # (text, edit)
    inner: list = field(default_factory=list)


def flipped(text):
    """The literals to put in place of an integer literal."""
    digits = text.replace("'", "")
    suffix = re.search(r"[uUlLzZ]*$", digits).group()
    digits = digits[: len(digits) - len(suffix)]
    value = int(digits, 0) if not re.fullmatch(r"0[0-7]+", digits) else int(digits, 8)
    if digits[:2].lower() in ("0x", "0b") and value:
        lowest, highest = value & -value, 1 << (value.bit_length() - 1)
        return [f"{value ^ bit:#x}{suffix}" for bit in dict.fromkeys((lowest, highest))]
    return [f"{value + 1}{suffix}"]


class Scanner:
    """Finds the points of one file, and the integers that the compiler must know."""

    def __init__(self, root, path, needed):
        self.root, self.path, self.needed = root, path, needed
        self.source = (root / path).read_text()
        self.points, self.compiled = {}, []
        arguments = ["-x", "c++", "-std=c++20", f"-I{root}", "-DNDEBUG",
                     "-resource-dir", CLANG_HEADERS]
        unit = Index.create().parse(str(root / path), arguments)
        errors = [d for d in unit.diagnostics if d.severity >= 3]
        if errors:
            raise SystemExit(f"tools/mutate: clang does not understand {path}: {errors[0]}")
        for cursor in unit.cursor.get_children():
            if self.is_here(cursor):
                self.visit(cursor)

    def is_here(self, cursor):
        file = cursor.location.file
        return file is not None and file.name == str(self.root / self.path)

    def span(self, cursor):
        return cursor.extent.start.offset, cursor.extent.end.offset

    def text(self, cursor):
        start, end = self.span(cursor)
        return self.source[start:end]

    def add(self, cursor, *texts, **kinds):
        start, end = self.span(cursor)
        if start >= end:
            return
        point = self.points.setdefault((start, end), Point(start, end))
        for name, value in kinds.items():
            setattr(point, name, value)
        for text in texts:
            edit = (text, f"{' '.join(self.source[start:end].split())} -> {text or 'nothing'}")
            if edit not in point.alternatives:
                point.alternatives.append(edit)

    def visit(self, cursor):
        kind = cursor.kind
        if kind in (Kind.STATIC_ASSERT, Kind.TYPE_ALIAS_DECL):
            return
        if kind == Kind.ENUM_CONSTANT_DECL:
            self.compiler_needs(cursor)
            return
        children = list(cursor.get_children())
        handler = getattr(self, "on_" + kind.name.lower(), None)
        if handler:
            kept = handler(cursor, children)
            children = children if kept is None else kept
        for child in children:
            self.visit(child)

    def compiler_needs(self, cursor):
        self.compiled += [self.span(c) for c in cursor.walk_preorder()
                          if c.kind == Kind.INTEGER_LITERAL
                          and c.extent.start.offset > cursor.location.offset]

    # Declarations: what stands before the name, or in brackets, belongs to a type.

    def on_var_decl(self, cursor, children):
        if cursor.spelling in self.needed:
            self.compiler_needs(cursor)
            return []
        def is_value(part):
            start = part.extent.start.offset
            return start > cursor.location.offset and self.source[start - 1] != "["
        return [part for part in children if is_value(part)]

    on_field_decl = on_parm_decl = on_var_decl

    # Statements

    def on_compound_stmt(self, cursor, children):
        for child in children:
            self.statement(child)

    def statement(self, cursor):
        if cursor.kind.is_expression() and not self.text(cursor).startswith("assert("):
            self.add(cursor, "void()", statement=True)

    def on_if_stmt(self, cursor, children):
        if children[0].kind == Kind.VAR_DECL:
            self.add(children[0], "false", declares=children[0].spelling)
            del children[1]  # the variable as a condition
        else:
            self.condition(children[0])
        for child in children[1:]:
            self.statement(child)

    def on_conditional_operator(self, cursor, children):
        self.condition(children[0])

    def on_while_stmt(self, cursor, children):
        self.condition(children[0], "false")

    def on_cxx_for_range_stmt(self, cursor, children):
        self.statement(children[-1])

    on_for_stmt = on_cxx_for_range_stmt

    def condition(self, cursor, *values):
        self.add(cursor, *(values or ("true", "false")), boolean=True)

    def on_return_stmt(self, cursor, children):
        if children and children[0].type.spelling == "bool" and \
                self.text(children[0]) not in ("true", "false"):
            self.condition(children[0])

    def on_switch_stmt(self, cursor, children):
        subject, body = children[0], children[-1]
        labels = [list(c.get_children()) for c in body.get_children() if c.kind == Kind.CASE_STMT]
        texts = [self.text(label[0]) for label in labels]
        for text in texts:
            if not re.fullmatch(r"[\w']+", text) or not text[0].isdigit():
                continue
            taken = [int(t, 0) for t in texts]
            other = next(n for n in range(int(text, 0) + 1, 1000) if n not in taken)
            self.add(subject, relabel=True)
            self.points[self.span(subject)].alternatives.append(
                (f"{text}, {other}", f"case {text} -> case {other}"))

    def on_case_stmt(self, cursor, children):
        return children[1:]

    # Expressions

    def on_binary_operator(self, cursor, children):
        left, right = children[:2]
        operator = self.source[left.extent.end.offset:right.extent.start.offset].strip()
        self.operator(cursor, left, operator, right)

    def operator(self, cursor, left, operator, right):
        whole, a, b = self.text(cursor), self.text(left), self.text(right)
        texts = [f"{a} {other} {b}" for other in SWAPS.get(operator, [])]
        if operator in DROPPED_RIGHT:
            texts.append(a)
        if operator in DROPPED_LEFT:
            texts.append(b)
        if texts and whole.startswith(a) and whole.endswith(b):
            self.add(cursor, *texts, **({"boolean": True} if operator in BOOLEAN else {}))

    def on_call_expr(self, cursor, children):
        if not cursor.spelling.startswith("operator"):
            return
        operands = sorted((c for c in children if not c.spelling.startswith("operator")),
                          key=lambda c: c.extent.start.offset)
        if len(operands) == 2:
            self.on_binary_operator(cursor, operands)

    def on_unexposed_expr(self, cursor, children):  # != that the compiler makes of ==
        if len(children) == 2:
            self.on_binary_operator(cursor, children)

    def on_compound_assignment_operator(self, cursor, children):
        left, right = children
        operator = self.source[left.extent.end.offset:right.extent.start.offset].strip()
        if operator in ASSIGNED:
            self.add(cursor, f"{self.text(left)} {ASSIGNED[operator]} {self.text(right)}")

    def on_unary_operator(self, cursor, children):
        operator, operand = self.text(cursor)[0], self.text(children[0])
        if operator in "!~" and self.text(cursor) == operator + operand:
            self.add(cursor, operand, boolean=operator == "!")

    def on_integer_literal(self, cursor, children):
        if re.fullmatch(r"[0-9][\w']*", self.text(cursor)):
            self.add(cursor, *flipped(self.text(cursor)))

    def on_cxx_bool_literal_expr(self, cursor, children):
        self.add(cursor, "false" if self.text(cursor) == "true" else "true")

    def on_string_literal(self, cursor, children):
        self.add(cursor, '""')

    def on_decl_ref_expr(self, cursor, children):
        target = cursor.referenced
        if target is not None and target.kind == Kind.ENUM_CONSTANT_DECL:
            names = [c.spelling for c in target.semantic_parent.get_children()
                     if c.kind == Kind.ENUM_CONSTANT_DECL]
            other = names[(names.index(target.spelling) + 1) % len(names)]
            text = self.text(cursor)
            if other != target.spelling and text.endswith(target.spelling):
                self.add(cursor, text[: -len(target.spelling)] + other)
        return [c for c in children if c.kind == Kind.NAMESPACE_REF]


class Instrumenter:
    """Rewrites one file with all its mutants in it, and numbers them from `first`."""

    def __init__(self, scanner, first):
        self.source, self.path = scanner.source, scanner.path
        self.newlines = [m.start() for m in re.finditer("\n", self.source)]
        self.mutants, self.next = [], first
        self.compiled = [self.compiled_mutant(*span, text) for span in scanner.compiled
                         for text in flipped(self.source[slice(*span)])]
        root = Point(0, len(self.source))
        stack = [root]
        for key in sorted(scanner.points, key=lambda span: (span[0], -span[1])):
            point = scanner.points[key]
            if not point.alternatives:
                continue
            while point.start >= stack[-1].end:
                stack.pop()
            stack[-1].inner.append(point)
            stack.append(point)
        self.result = self.body(root)

    def body(self, point):
        pieces, at = [], point.start
        for inner in point.inner:
            pieces += [self.source[at:inner.start], self.rewritten(inner)]
            at = inner.end
        return "".join(pieces) + self.source[at:point.end]

    def rewritten(self, point):
        numbered = [(self.mutant(point, edit), text) for text, edit in point.alternatives]
        text = self.body(point)
        for number, other in reversed(numbered):
            if point.relabel and ", " in other and other[0].isdigit():
                text = f"htabsim_relabel({number}, {other}, {text})"
            elif point.statement and other == "void()":
                text = f"(htabsim_mutant({number}) ? void() : void({text}))"
            elif point.declares:
                text = f"{text}; !htabsim_mutant({number}) && static_cast<bool>({point.declares})"
            elif point.boolean:
                text = (f"(htabsim_mutant({number}) ? static_cast<bool>({other})"
                        f" : static_cast<bool>({text}))")
            else:
                text = f"(htabsim_mutant({number}) ? ({other}) : ({text}))"
        return text

    def mutant(self, point, edit):
        self.mutants.append(Mutant(self.path, self.line(point.start), edit, self.next))
        self.next += 1
        return self.next - 1

    def compiled_mutant(self, start, end, text):
        line = self.line(start)
        begin = self.newlines[line - 2] + 1 if line > 1 else 0
        before = self.source[begin:end].strip()
        edit = f"{before} -> {text}"
        return Mutant(self.path, line, edit, 0, self.source[:start] + text + self.source[end:])

    def line(self, offset):
        return bisect.bisect_left(self.newlines, offset) + 1
