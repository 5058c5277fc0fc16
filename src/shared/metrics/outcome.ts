import type { MetricDefinition } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { group: 'outcome', population: 'denials', dimensions: denialDimensions, target: null } as const
const received = { ...ofDenials, countedOn: 'received' } as const
const resolved = { ...ofDenials, countedOn: 'resolved' } as const
const ofClaims = { group: 'outcome', population: 'claims', unit: 'ratio' } as const

/** HFMA: the Claim Integrity Task Force's denial metrics and MAP Keys. */
export const outcomeMetrics = [
  {
    ...received,
    id: 'denials_received',
    name: 'Denials received',
    definition: 'Denials with a remittance date in the period.',
    unit: 'count',
    direction: 'down',
    numerator: 'denials received',
    denominator: null,
  },
  {
    ...received,
    id: 'denied_amount',
    name: 'Denied amount',
    definition:
      'Dollars denied on remittances dated in the period: adjustments with a denial CARC on denied lines and on the claim.',
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars denied',
    denominator: null,
  },
  {
    ...ofClaims,
    id: 'initial_denial_rate',
    name: 'Initial denial rate',
    definition:
      'Claims whose first response in the period was a denial, divided by the claims that the billing system submitted in the period (HFMA Claim ' +
      'Integrity Task Force). HFMA averages three months: select three months to compare. There is no rate without counts of submitted claims.',
    direction: 'down',
    target: 0.05,
    numerator: 'claims denied on first response',
    denominator: 'claims submitted',
    dimensions: ['payer'],
    countedOn: 'counted',
  },
  {
    ...ofClaims,
    id: 'primary_denial_rate',
    name: 'Denied on first remittance',
    definition:
      'Claims denied in full or in part on their first remittance, divided by all claims first remitted in the period. Each claim counts once.',
    direction: 'down',
    target: 0.05,
    numerator: 'claims denied on first remittance',
    denominator: 'claims first remitted',
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  {
    ...ofClaims,
    id: 'clean_claim_rate',
    name: 'Clean claim rate',
    definition:
      'Claims that passed all edits without manual intervention, divided by the claims that the claims processing tool accepted (HFMA MAP Key CL-1). ' +
      'The counts come from the billing system.',
    direction: 'up',
    target: 0.98,
    numerator: 'claims that passed without manual intervention',
    denominator: 'claims accepted',
    dimensions: ['payer'],
    countedOn: 'counted',
  },
  {
    ...ofClaims,
    id: 'first_pass_payment_rate',
    name: 'First-pass payment rate',
    definition:
      'Claims paid with nothing denied on their first remittance, divided by all claims first remitted in the period. It differs from the clean claim rate: ' +
      'a clean claim can be denied.',
    direction: 'up',
    target: 0.98,
    numerator: 'claims paid on first remittance',
    denominator: 'claims first remitted',
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  {
    ...resolved,
    id: 'appeal_overturn_rate',
    name: 'Appeal overturn rate',
    definition:
      'Appealed denials resolved in the period as overturned, recovered or reversed, divided by all appealed denials resolved in the period. ' +
      'A partial overturn counts once, as overturned (NCQA).',
    unit: 'ratio',
    direction: 'up',
    target: 0.6,
    numerator: 'appeals overturned in full or in part',
    denominator: 'appeals resolved',
  },
  {
    ...resolved,
    id: 'days_to_resolution',
    name: 'Days to resolution',
    definition: 'Days from the remittance date to resolution, for denials resolved in the period.',
    unit: 'days',
    direction: 'down',
    numerator: 'days from remittance to resolution',
    denominator: 'denials resolved',
  },
  {
    ...ofDenials,
    id: 'days_to_appeal',
    name: 'Days to appeal',
    definition: 'Days from the remittance date to the first appeal, for denials first appealed in the period (HFMA).',
    unit: 'days',
    direction: 'down',
    numerator: 'days from remittance to appeal',
    denominator: 'denials appealed',
    countedOn: 'first_appealed',
  },
  {
    ...resolved,
    id: 'dollars_recovered',
    name: 'Dollars recovered',
    definition:
      'Dollars recovered on denials resolved in the period, as posted by remittances, worklists or people. Denials without a posted recovery are left out.',
    unit: 'cents',
    direction: 'up',
    numerator: 'dollars recovered',
    denominator: null,
  },
  {
    ...resolved,
    id: 'write_offs',
    name: 'Write-offs',
    definition: 'Dollars denied and not recovered, for denials written off in the period.',
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars written off',
    denominator: null,
  },
  {
    ...resolved,
    id: 'unappealed_write_offs',
    name: 'Write-offs without an appeal',
    definition: 'Dollars denied and not recovered, for denials written off in the period without any appeal.',
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars written off',
    denominator: null,
  },
  {
    ...resolved,
    id: 'cost_per_denial',
    name: 'Cost per denial',
    definition:
      'Labor cost of all recorded work on the denials resolved in the period, per denial. It needs the labor cost per hour from Settings.',
    unit: 'cents',
    direction: 'down',
    target: 11_800,
    numerator: 'labor cost',
    denominator: 'denials resolved',
  },
  {
    ...resolved,
    id: 'auto_resolved_share',
    name: 'Resolved without a touch',
    definition: 'Denials resolved in the period without any touch, divided by all denials resolved in the period.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials resolved without a touch',
    denominator: 'denials resolved',
  },
] as const satisfies readonly MetricDefinition[]
