/** Background jobs of a tenant. They run when something gives them work, not by the clock: an idle tenant costs next to nothing. */
export type JobName =
  | 'roll_up'
  | 'dirty_claims'
  | 'due_status'
  | 'alerts'
  | 'reports'
  | 'audit'
  | 'upkeep'
  | 'retention'

/** How a change in a tenant's data tells that there is work. */
export interface JobSignals {
  /** Something was stored or changed that these jobs have to look at. */
  wake(...jobs: readonly JobName[]): void
}
