"""Files under sql/roles/ that write, and the indexes that a search asks for."""

from __future__ import annotations

_ROLES = """
create drop drop_owned drop_policy grant_connect grant_delete grant_insert grant_member
grant_select grant_update grant_usage policy_all policy_changes
policy_locks policy_reads policy_states revoke_all set_password
"""

WRITES = {f"roles/{name}" for name in _ROLES.split()} | {
    f"records/index_{way}" for way in ("beginning", "inside", "words")
}
"""Run by the guard alone."""
