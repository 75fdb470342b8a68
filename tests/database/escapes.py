"""Every way out of a read session that we know of, and what becomes of it. The README's table says the same.

`superuser` and `plain` (a role that was granted SELECT and nothing else) say what happens when each tries:

    25006 …   the server refuses it with that SQLSTATE
    undone    the server takes it, and the end of the read leaves nothing of it: the rollback, or the closed connection
              after a statement that gives no rows
    happens   the server takes it and it stays: READ ONLY does not mean it, and only privileges stop it
"""

from __future__ import annotations

from dataclasses import dataclass

HAPPENS = "happens"
UNDONE = "undone"

SETUP = """
create table t (id integer);
insert into t values (1);
create index t_id on t (id);
create table doomed as select 1 as id;
create sequence s;
create materialized view m as select 1 as id;
create function writes() returns void language sql as 'insert into t values (3)';
create function writes_as_owner() returns void language sql security definer as 'insert into t values (3)';
create procedure commits() language plpgsql as 'begin commit; insert into t values (4); end';
create function here() returns text language sql security definer as $$
    select concat('host=', trim(both '"' from current_setting('unix_socket_directories')), ' port=',
        current_setting('port'), ' user=', session_user, ' dbname=', current_database())
$$;
select lo_create(4711);
"""

STATE = """
select
    (select array_agg(id) from t) as rows,
    (select count(*) from doomed) as doomed,
    (select last_value::text || is_called from s) as sequence,
    to_regclass('escaped') as table,
    (select array_agg(relacl::text || relhasindex) from pg_class where relnamespace = 'public'::regnamespace) as acl,
    obj_description('t'::regclass) as comment,
    pg_relation_filenode('t') as heap,
    pg_relation_filenode('t_id') as index,
    pg_relation_filenode('m') as view,
    (select array_agg(oid) from pg_largeobject_metadata) as large_objects,
    (select array_agg(roname) from pg_replication_origin) as origins,
    (select array_agg(slot_name) from pg_replication_slots) as slots,
    (select array_agg(pid) from pg_stat_activity where application_name = 'victim of ' || current_database()) as others,
    (pg_stat_file('escaped_' || current_database(), true)).size as file,
    (select reset_val from pg_settings where name = 'work_mem') as setting
"""
"""What an escape could leave behind. It is the same before and after one that is refused or undone."""


@dataclass(frozen=True, slots=True)
class Escape:
    """`proof` is a question whose answer changes if it happened and STATE would not show it.

    With `beside`, `proof` is asked by the session that comes next on the same connection.
    """

    name: str
    sql: str | tuple[str, ...]
    superuser: str
    plain: str
    why: str = ""
    proof: str = ""
    beside: bool = False
    majors: tuple[int, ...] = (15, 18)


WRITES = (
    Escape("insert", "insert into t values (2)", "25006", "25006"),
    Escape("insert in WITH", "with w as (insert into t values (2) returning 1) select * from w", "25006", "25006"),
    Escape("explain analyze", "explain analyze insert into t values (2)", "25006", "25006"),
    Escape("merge", "merge into t using m on false when not matched then insert values (5)", "25006", "25006"),
    Escape("function", "select writes()", "25006", "25006"),
    Escape("security definer", "select writes_as_owner()", "25006", "25006"),
    Escape("do", "do $$ begin insert into t values (2); end $$", "25006", "25006"),
    Escape("truncate", "truncate t", "25006", "25006"),
    Escape("create table", "create table escaped ()", "25006", "25006"),
    Escape("temporary table", "create temp table escaped ()", "25006", "25006"),
    Escape("select into", "select * into escaped from t", "25006", "25006"),
    Escape("row lock", "select * from t for update", "25006", "25006"),
    Escape("nextval", "select nextval('s')", "25006", "42501"),
    Escape("setval", "select setval('s', 99)", "25006", "42501"),
    Escape("copy in", "copy t from program 'echo 7'", "25006", "42501"),
    Escape("refresh", "refresh materialized view m", "25006", "25006"),
    Escape("create index", "create index concurrently on t (id)", "25006", "25006"),
    Escape("comment", "comment on table t is 'escaped'", "25006", "25006"),
    Escape("grant", "grant select on t to public", "25006", "25006"),
    Escape("vacuum", "vacuum t", "25001", "25001"),
    Escape("alter system", "alter system set work_mem = '5MB'", "25001", "25001"),
    Escape("discard", "discard all", "25001", "25001"),
)
"""What READ ONLY is for."""

MODE = (
    Escape("read write", "set transaction read write", "25001", "25001"),
    Escape("mode as a setting", "set transaction_read_only = off", "25001", "25001"),
    Escape("mode by set_config", "select set_config('transaction_read_only', 'off', false)", "25001", "25001"),
    Escape("mode in a block", "do $$ begin execute 'set transaction_read_only = off'; end $$", "25001", "25001"),
    Escape("mode in a savepoint", ("savepoint a", "set transaction read write"), UNDONE, UNDONE),
    Escape("two statements", "commit; create table escaped ()", "42601", "42601"),
    Escape("two, rolled back", "rollback; insert into t values (6); begin", "42601", "42601"),
    Escape("commit", ("commit", "set transaction read write", "insert into t values (6)"), UNDONE, UNDONE),
    Escape("rollback", ("rollback", "set transaction read write", "insert into t values (6)"), UNDONE, UNDONE),
    Escape("chain", ("commit and chain", "set transaction read write", "truncate t"), UNDONE, UNDONE),
    Escape("end", ("end and chain", "set transaction read write", "truncate t"), UNDONE, UNDONE),
    Escape("abort", ("abort and chain", "set transaction read write", "truncate t"), UNDONE, UNDONE),
    Escape("begin", ("begin read write", "insert into t values (6)"), "25001", "25001"),
    Escape("commit in a block", "do $$ begin commit; insert into t values (9); end $$", "2D000", "2D000"),
    Escape("commit in a procedure", "call commits()", "2D000", "2D000"),
    Escape(
        "defaults",
        ("set default_transaction_read_only = off", "set session characteristics as transaction read write"),
        UNDONE,
        UNDONE,
    ),
)
"""What would turn READ ONLY off."""

TAKEN_BACK = (
    Escape(
        "session setting",
        "select set_config('statement_timeout', '77s', false)",
        UNDONE,
        UNDONE,
        "lifts the time limit of what follows in the same read",
        proof="select current_setting('statement_timeout')",
        beside=True,
    ),
    Escape(
        "listen", "listen escaped", UNDONE, UNDONE, proof="select count(*) from pg_listening_channels()", beside=True
    ),
    Escape(
        "cursor with hold",
        "declare escaped cursor with hold for select 1",
        UNDONE,
        UNDONE,
        proof="select count(*) from pg_cursors where name = 'escaped'",
        beside=True,
    ),
    Escape(
        "prepare",
        "prepare escaped as select 1",
        UNDONE,
        UNDONE,
        proof="select count(*) from pg_prepared_statements where name = 'escaped'",
        beside=True,
    ),
    Escape(
        "lock table",
        "lock table t in access exclusive mode",
        UNDONE,
        "42501",
        "whoever else wants the table waits for a moment",
        proof="select count(*) from pg_locks where relation = 't'::regclass",
    ),
    Escape("large object", "select lo_create(4712)", UNDONE, UNDONE, majors=(15,)),
    Escape("large object, refused", "select lo_create(4712)", "25006", "25006", majors=(18,)),
    Escape("delete a large object", "select lo_unlink(4711)", UNDONE, "42501", majors=(15,)),
    Escape("delete a large object, refused", "select lo_unlink(4711)", "25006", "25006", majors=(18,)),
    Escape("cluster", "cluster t using t_id", UNDONE, "42501"),
    Escape("reindex", "reindex table t", UNDONE, "42501"),
    Escape("replication origin", "select pg_replication_origin_create('escaped')", UNDONE, "42501"),
)
"""What the server takes and our rollback takes back."""

_ADMIN = "for superusers and members of the roles that PostgreSQL names for it"

STAYS = (
    Escape(
        "copy to a program",
        "do $$ begin execute concat($c$copy t to program 'cat > escaped_$c$, current_database(), $c$'$c$); end $$",
        HAPPENS,
        "42501",
        f"runs a command on the server; {_ADMIN} (pg_execute_server_program, pg_write_server_files)",
    ),
    Escape(
        "export a large object",
        "select lo_export(4711, 'escaped_' || current_database())",
        HAPPENS,
        "42501",
        "writes a file on the server; for superusers unless it is granted",
    ),
    Escape(
        "terminate a session",
        "select pg_terminate_backend(pid, 2000) from pg_stat_activity"
        " where application_name = 'victim of ' || current_database()",
        HAPPENS,
        "42501",
        "pg_cancel_backend too; a role may always end its own sessions, others with pg_signal_backend",
    ),
    Escape(
        "reload",
        "select pg_reload_conf()",
        HAPPENS,
        "42501",
        "reads the server's configuration anew; for superusers unless it is granted",
        proof="select pg_conf_load_time()",
    ),
    Escape(
        "checkpoint",
        "checkpoint",
        HAPPENS,
        "42501",
        f"costs the server a burst of writing; {_ADMIN} (pg_checkpoint)",
        proof="select checkpoint_lsn from pg_control_checkpoint()",
    ),
    Escape(
        "switch WAL",
        "select pg_switch_wal()",
        HAPPENS,
        "42501",
        "pg_create_restore_point and pg_backup_start too; for superusers unless it is granted",
        proof="select pg_walfile_name(pg_current_wal_insert_lsn())",
    ),
    Escape(
        "replication slot",
        "select pg_create_physical_replication_slot('escaped_' || current_database(), true)",
        HAPPENS,
        "42501",
        "keeps WAL until the disk is full; for roles with REPLICATION",
    ),
    Escape(
        "reset statistics",
        "select pg_stat_reset()",
        HAPPENS,
        "42501",
        "what Health counts from begins anew; for superusers unless it is granted",
        proof="select stats_reset from pg_stat_database where datname = current_database()",
    ),
    Escape(
        "analyze",
        "analyze doomed",
        HAPPENS,
        UNDONE,
        "the estimate of a table's size stays; for the table's owner, and passed over for others",
        proof="select reltuples from pg_class where oid = 'doomed'::regclass",
    ),
    Escape(
        "logical message",
        "select pg_logical_emit_message(false, 'escaped', 'x')",
        HAPPENS,
        HAPPENS,
        "subscribers to logical decoding see it; for everybody, unless EXECUTE is revoked from PUBLIC",
        proof="select pg_current_wal_insert_lsn()",
    ),
    Escape(
        "advisory lock",
        "select pg_advisory_lock(4711)",
        HAPPENS,
        HAPPENS,
        "stays with the connection, behind a pooler with somebody else's; for everybody, unless EXECUTE is revoked",
        proof="select count(*) from pg_locks where locktype = 'advisory'",
    ),
    Escape(
        "dblink",
        "select dblink_exec(here(), 'insert into t values (42)')",
        HAPPENS,
        "2F003",
        "a connection of the server's own, which is not read-only; dblink, postgres_fdw, http, pg_net and whatever"
        " else an extension or an untrusted language may do",
        majors=(15,),
    ),
    Escape(
        "extension that writes",
        "select heap_force_kill('doomed'::regclass, array['(0,1)']::tid[])",
        HAPPENS,
        "42501",
        "a function in C does as it likes (pg_surgery here); whoever may execute it decides",
        majors=(15,),
    ),
)
"""What only privileges stop."""

ESCAPES = (*WRITES, *MODE, *TAKEN_BACK, *STAYS)
EXTENSIONS = {15: ("dblink", "pg_surgery")}
"""Of the distribution's contrib, which the wheel's servers lack."""
