"""The compiled rules for a browser: numba's code of every part of a run, once more, for WebAssembly.

Numba writes every part as LLVM code for no machine in particular before it makes it this machine's own; llvmlite holds
LLVM's WebAssembly target, so the same code is made a browser's. What is linked is one module that imports nothing but
its memory. Read by :mod:`sim.faces.browser.build`, which starts Python with numba's own optimisation switched off.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.machine.compiling import Part

LINKER = "wasm-ld-19"
TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
"""What browsers have since the middle of 2023, when the last of them learnt to unpack a page. Without vector
instructions, the first of these, a run takes a quarter longer."""

STACK = 256 * 1024
FIRST_ADDRESS = 1024
SECTION = "townhall"
"""The section of the module in which the digest of its source stands."""

PICKLED = re.compile(r'(@\.const\.pickledata\.[\w.]+ = internal constant )\[\d+ x i8\] c"[^"]*"')
"""Exceptions as Python would read them: a page has no Python, and says which kernel failed."""

TABLE = "processes"
"""The name under which the module tells where the addresses of all processes stand, in the order of the schedule."""

ALLOCATOR = """
target triple = "{triple}"
target datalayout = "{layout}"
@scratch_start = hidden global i32 0
@scratch_end = hidden global i32 0
@scratch_next = hidden global i32 0
@scratch_held = hidden global i32 0
@scratch_most = hidden global i32 0

define void @scratch(i32 %start, i32 %end) {{
  store i32 %start, ptr @scratch_start
  store i32 %end, ptr @scratch_end
  store i32 %start, ptr @scratch_next
  store i32 0, ptr @scratch_held
  ret void
}}

define i32 @scratch_used() {{
  %most = load i32, ptr @scratch_most
  ret i32 %most
}}

define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {{
  %next = load i32, ptr @scratch_next
  %up = add i32 %next, 63
  %at = and i32 %up, -64
  %data = add i32 %at, 64
  %wide = zext i32 %data to i64
  %end = add i64 %wide, %size
  %last = load i32, ptr @scratch_end
  %limit = zext i32 %last to i64
  %full = icmp ugt i64 %end, %limit
  br i1 %full, label %none, label %room
none:
  ret ptr null
room:
  %after = trunc i64 %end to i32
  store i32 %after, ptr @scratch_next
  %start = load i32, ptr @scratch_start
  %used = sub i32 %after, %start
  %most = load i32, ptr @scratch_most
  %more = icmp ugt i32 %used, %most
  %highest = select i1 %more, i32 %used, i32 %most
  store i32 %highest, ptr @scratch_most
  %held = load i32, ptr @scratch_held
  %one = add i32 %held, 1
  store i32 %one, ptr @scratch_held
  %info = inttoptr i32 %at to ptr
  store i64 1, ptr %info
  %where = getelementptr i8, ptr %info, i32 16
  store i32 %data, ptr %where
  %length = getelementptr i8, ptr %info, i32 24
  store i64 %size, ptr %length
  ret ptr %info
}}

define void @NRT_MemInfo_call_dtor(ptr %info) {{
  %held = load i32, ptr @scratch_held
  %one = sub i32 %held, 1
  store i32 %one, ptr @scratch_held
  %empty = icmp eq i32 %one, 0
  br i1 %empty, label %reset, label %done
reset:
  %start = load i32, ptr @scratch_start
  store i32 %start, ptr @scratch_next
  br label %done
done:
  ret void
}}

define hidden void @__multi3(ptr %out, i64 %a, i64 %a_high, i64 %b, i64 %b_high) {{
  %a0 = and i64 %a, 4294967295
  %a1 = lshr i64 %a, 32
  %b0 = and i64 %b, 4294967295
  %b1 = lshr i64 %b, 32
  %p00 = mul i64 %a0, %b0
  %p01 = mul i64 %a0, %b1
  %p10 = mul i64 %a1, %b0
  %p11 = mul i64 %a1, %b1
  %c0 = lshr i64 %p00, 32
  %m0 = and i64 %p01, 4294967295
  %m1 = and i64 %p10, 4294967295
  %s0 = add i64 %c0, %m0
  %middle = add i64 %s0, %m1
  %c1 = lshr i64 %middle, 32
  %h0 = lshr i64 %p01, 32
  %h1 = lshr i64 %p10, 32
  %s1 = add i64 %p11, %h0
  %s2 = add i64 %s1, %h1
  %s3 = add i64 %s2, %c1
  %cross0 = mul i64 %a, %b_high
  %cross1 = mul i64 %a_high, %b
  %s4 = add i64 %s3, %cross0
  %high = add i64 %s4, %cross1
  %low = mul i64 %a, %b
  store i64 %low, ptr %out
  %second = getelementptr i8, ptr %out, i32 8
  store i64 %high, ptr %second
  ret void
}}
"""
"""Arrays that a rule makes for itself: one after another, and all the room is free again when none is held any more.

The head of an array is numba's own: a count of those who hold it, at 16 the address of its numbers, at 24 its size.
The last function is the product of two numbers of 128 bits, for which the compiler calls where it sums up a loop.
"""


def linker() -> str:
    """The linker's path; :class:`InputError` where there is none."""
    found = shutil.which(LINKER)
    if found is None:
        raise InputError(f"Making the browser's engine needs the linker {LINKER}, which is not here: install lld-19.")
    return found


def made(processes: Sequence[Part], others: Sequence[Part]) -> bytes:
    """The module of these parts: those of the month in a table, the others under their own names."""
    import llvmlite.binding as llvm

    from sim.machine.compiling import compiling_much

    program = linker()
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    # A loop is not written out once for each answer to a question that it asks every time round: a thirtieth of the
    # module, and no difference in time.
    llvm.set_option("", "-unswitch-threshold=1")
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(opt=3, features=FEATURES, reloc="static")
    names = [f"p{at}" for at in range(len(processes))]
    parts = [*zip(names, processes, strict=True), *((part.name, part) for part in others)]
    with tempfile.TemporaryDirectory() as folder:
        objects = []
        layout = str(machine.target_data)
        texts = [
            ("allocator", ALLOCATOR.format(triple=TRIPLE, layout=layout)),
            (TABLE, _table(names, layout)),
        ]
        for name, text in texts:
            objects.append(_written(Path(folder) / f"{name}.o", machine.emit_object(_parsed(text))))
        with compiling_much() as compile_part:
            for name, part in parts:
                compile_part(part)
                objects.append(_written(Path(folder) / f"{name}.o", _object(part, name, machine)))
        exports = ("scratch", "scratch_used", TABLE, "__heap_base", *(part.name for part in others))
        out = Path(folder) / "module.wasm"
        command = [program, "--no-entry", "--import-memory", "--gc-sections", "--strip-all", "--export-table"]
        command += [f"--global-base={FIRST_ADDRESS}", "-z", f"stack-size={STACK}"]
        done = subprocess.run(
            [*command, *(f"--export={name}" for name in exports), *objects, "-o", str(out)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{LINKER} failed: {done.stderr[-2000:]}")
        return out.read_bytes()


def _written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def _parsed(text: str) -> Any:
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    module.verify()
    return module


def _table(names: Sequence[str], layout: str) -> str:
    """The code of the table of processes, whose places the linker fills in."""
    entries = ", ".join(f"ptr @{name}" for name in names)
    lines = [f'target triple = "{TRIPLE}"', f'target datalayout = "{layout}"']
    lines += [f"declare void @{name}()" for name in names]
    return "\n".join([*lines, f"@{TABLE} = constant [{len(names)} x ptr] [{entries}]", ""])


def _object(part: Part, name: str, machine: Any) -> bytes:
    """One part that numba has compiled, made for the browser, under this name."""
    import llvmlite.binding as llvm

    compiled = part.function.overloads[part.kinds]
    code: str = compiled.library.get_llvm_str()
    code = re.sub(r'target triple = ".*"', f'target triple = "{TRIPLE}"', code)
    code = re.sub(r'target datalayout = ".*"', f'target datalayout = "{machine.target_data}"', code)
    code = re.sub(r'"target-(cpu|features)"="[^"]*"', "", code)
    code = re.sub(r"= common (local_unnamed_addr )?global", "= internal global", code)
    code = PICKLED.sub(r"\1[1 x i8] zeroinitializer", code)
    # The root as an instruction, which rounds as the standard says, and not as a function of some library.
    code = code.replace("@sqrt(", "@llvm.sqrt.f64(")
    module = _parsed(code)
    own = compiled.fndesc.llvm_func_name
    # What several rules call, such as draws, stands once in the module.
    for function in module.functions:
        if not function.is_declaration and function.name != own:
            function.linkage = "linkonce_odr"
            function.visibility = "hidden"
    module.get_function(own).name = name
    tuning = llvm.create_pipeline_tuning_options(3)
    # Loops written out several times over are a third of the module. Of them only the ten rounds of a draw would gain.
    # Those stay a loop for another reason too: two draws at once take twice as long as one after the other, since a
    # browser makes a product of 64 bits in a vector of eight instructions.
    tuning.loop_unrolling = False
    tuning.loop_vectorization = True
    tuning.slp_vectorization = False  # single statements put together: nothing that could be measured
    passes = llvm.create_pass_builder(machine, tuning)
    for _ in range(2):  # numba's own pass that takes out the counting of who holds an array: six times faster with it
        passes.getModulePassManager().run(module, passes)
        prune = llvm.create_new_module_pass_manager()
        prune.add_refprune_pass()
        prune.run(module, passes)
    passes.getModulePassManager().run(module, passes)
    return bytes(machine.emit_object(module))


def with_digest(module: bytes, digest: str) -> bytes:
    """The module with the digest of its source in a section of its own."""
    name, content = SECTION.encode(), digest.encode()
    body = bytes([len(name)]) + name + content
    return module + b"\x00" + bytes([len(body)]) + body


def digest_in(module: bytes) -> str:
    """The digest that :func:`with_digest` wrote; empty where there is none."""
    mark = bytes([len(SECTION)]) + SECTION.encode()
    at = module.rfind(mark)
    return module[at + len(mark) :].decode("ascii", "replace") if at >= 0 else ""
