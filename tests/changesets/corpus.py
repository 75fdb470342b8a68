"""Texts and the statements that are in them: what the cutter must see through."""

from __future__ import annotations

BODY = (
    "create function f(a int) returns int language sql begin atomic\n"
    "select case when a > 0 then 1 else 2 end; select (case a when 1 then 1 end) as end; end"
)
CASES: dict[str, tuple[str, list[str]]] = {
    "two": ("select 1; select 2;", ["select 1", "select 2"]),
    "no last semicolon": ("select 1;\nselect 2", ["select 1", "select 2"]),
    "nothing": ("", []),
    "blank": (" \n\t\r\n ", []),
    "semicolons alone": (";;; ;\n;", []),
    "a comment alone": ("-- nothing; here", ["-- nothing; here"]),
    "a tail of comments": ("select 1;\n-- end;\n/* of; it */\n", ["select 1", "-- end;\n/* of; it */"]),
    "comments stay": ("-- a; b\nselect 1 /* ; */ + -- ;\n1;", ["-- a; b\nselect 1 /* ; */ + -- ;\n1"]),
    "nested comments": ("/* a /* b; */ c; */ select 1; select 2", ["/* a /* b; */ c; */ select 1", "select 2"]),
    "an open comment": ("select 1; /* a; b", ["select 1", "/* a; b"]),
    "strings": ("select 'a;''b;'; select \"c;\"\"d;\"", ["select 'a;''b;'", 'select "c;""d;"']),
    "a backslash in a plain string": (r"select 'a\'; select 'b'", [r"select 'a\'", "select 'b'"]),
    "an open string": ("select 'a; b", ["select 'a; b"]),
    "DO": ("do $$ begin perform 1; end $$; select 1", ["do $$ begin perform 1; end $$", "select 1"]),
    "dollar tags": ("do $a$ $b$ ; $b$ $$ ; $a$; select 1", ["do $a$ $b$ ; $b$ $$ ; $a$", "select 1"]),
    "a tag beyond ASCII": ("do $é$ ; $é$; select 1", ["do $é$ ; $é$", "select 1"]),
    "a dollar in a name": ("select a$b$c; select d$b$", ["select a$b$c", "select d$b$"]),
    "parameters": ("select $1; select $2", ["select $1", "select $2"]),
    "an open dollar quote": ("select 1; do $$ a; b", ["select 1", "do $$ a; b"]),
    "an atomic body": (f"{BODY};\nselect 1", [BODY, "select 1"]),
    "an atomic body in capitals": (f"{BODY.upper()}; select 1", [BODY.upper(), "select 1"]),
    "atomic alone is a name": ("select 1 as atomic; select 2", ["select 1 as atomic", "select 2"]),
    "BEGIN is a statement": ("begin; select 1; end; select 2", ["begin", "select 1", "end", "select 2"]),
    "a rule": ("create rule r as on insert to t do (delete from a; delete from b); select 1",
               ["create rule r as on insert to t do (delete from a; delete from b)", "select 1"]),
    "CRLF": ("select 1;\r\n-- a\r\nselect 2;\r\n", ["select 1", "-- a\r\nselect 2"]),
    "letters beyond ASCII": ("select 'ü;' as ä; select '🙂'", ["select 'ü;' as ä", "select '🙂'"]),
}  # fmt: skip
"""Where the Supabase CLI cuts the same."""

APART: dict[str, tuple[str, list[str]]] = {
    "an escaped quote": (r"select 1; select E'it\'s; x'; select 2", ["select 1", r"select E'it\'s; x'", "select 2"]),
    "an escape string that goes on": ("select e'a'\n'b\\'; c'; select 2", ["select e'a'\n'b\\'; c'", "select 2"]),
    "calls in a rule": ("create rule r as on insert to t do (insert into a values (1); delete from b); select 1",
                        ["create rule r as on insert to t do (insert into a values (1); delete from b)", "select 1"]),
    "a comment that begins /*/": ("/*/ ; */ select 1", ["/*/ ; */ select 1"]),
    "three dollars": ("select $$$1; $$; select 2", ["select $$$1; $$", "select 2"]),
    "a lone carriage return": ("select 1 -- a\r; select 2", ["select 1 -- a", "select 2"]),
}  # fmt: skip
"""Where it cuts wrongly."""
