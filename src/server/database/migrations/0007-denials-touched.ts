import type { Migration } from '../migrate.ts'

export const denialsTouched: Migration = {
  id: 7,
  name: 'denials touched',
  statements: [
    // What a period's work was on: of everybody's denials the few that were touched since.
    `create index denials_touched on denials (tenant_id, last_touch_at) where last_touch_at is not null`,
    // What is counted of a period's touches is read from the index alone.
    `drop index touches_time`,
    `create index touches_time on touches (tenant_id, started_at) include (user_id, claim, active_ms)`,
    // A worklist tells of each of its denials how often it was checked again.
    `create index hidden_tags_rechecks on hidden_tags (tenant_id, claim_token) where kind = 'repeat_status_check'`,
  ],
}
