-- title: The state of a check
insert into check_state (
    target, check_name, state, since, detail, candidate, candidate_since,
    told, told_at, acknowledged, acknowledged_by, silent_until
)
values (
    :target, :check_name, :state, :since, :detail, :candidate, :candidate_since,
    :told, :told_at, :acknowledged, :acknowledged_by, :silent_until
)
on conflict (target, check_name) do update set
    state = excluded.state,
    since = excluded.since,
    detail = excluded.detail,
    candidate = excluded.candidate,
    candidate_since = excluded.candidate_since,
    told = excluded.told,
    told_at = excluded.told_at,
    acknowledged = excluded.acknowledged,
    acknowledged_by = excluded.acknowledged_by,
    silent_until = excluded.silent_until
