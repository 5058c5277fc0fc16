import type { Migration } from '../migrate.ts'

// Sums that are kept so that a panel costs what it shows, not what is stored. Times are epoch ms, lengths ms.

const claimWork = [
  // The touches of one person on one claim: the first one's start, the last end, how many, their active time. Kept by ingest/store-touches.ts.
  `create table claim_work (
    tenant_id text not null,
    denial_token text not null,
    user_id text not null,
    first_touch_at bigint not null,
    last_touch_at bigint not null,
    touches int not null,
    active_ms bigint not null,
    primary key (tenant_id, denial_token, user_id)
  )`,
  `insert into claim_work (tenant_id, denial_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
   select tenant_id, denial_token, user_id, min(started_at), max(ended_at), count(*), sum(active_ms)::bigint
   from touches group by tenant_id, denial_token, user_id`,
]

export const rollups: Migration = { id: 4, name: 'rollups', statements: [...claimWork] }
