import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { population: 'denials', dimensions: denialDimensions } as const
const received = { ...ofDenials, countedOn: 'received' } as const
const resolved = { ...ofDenials, countedOn: 'resolved' } as const
const ofClaims = { population: 'claims' } as const

/** HFMA: the Claim Integrity Task Force's denial metrics and MAP Keys. */
export const outcomeMetrics = metricsOf('outcome', {
  denials_received: {
    ...received,
    name: 'Denials received',
    definition: 'Denials with a remittance date in the period.',
    ...sumOf('count', 'denials received'),
    direction: 'down',
  },
  denied_amount: {
    ...received,
    name: 'Denied amount',
    definition:
      'Dollars denied on remittances dated in the period: adjustments with a denial CARC on denied lines and on the claim.',
    ...sumOf('cents', 'dollars denied'),
    direction: 'down',
  },
  initial_denial_rate: {
    ...ofClaims,
    name: 'Initial denial rate',
    definition:
      'Claims whose first response in the period was a denial, divided by the claims that the billing system submitted in the period (HFMA Claim ' +
      'Integrity Task Force). HFMA averages three months: select three months to compare. There is no rate without counts of submitted claims.',
    ...shareOf('claims denied on first response', 'claims submitted'),
    direction: 'down',
    target: 0.05,
    dimensions: ['payer'],
    countedOn: 'counted',
  },
  primary_denial_rate: {
    ...ofClaims,
    name: 'Denied on first remittance',
    definition:
      'Claims denied in full or in part on their first remittance, divided by all claims first remitted in the period. Each claim counts once.',
    ...shareOf('claims denied on first remittance', 'claims first remitted'),
    direction: 'down',
    target: 0.05,
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  clean_claim_rate: {
    ...ofClaims,
    name: 'Clean claim rate',
    definition:
      'Claims that passed all edits without manual intervention, divided by the claims that the claims processing tool accepted (HFMA MAP Key CL-1). ' +
      'The counts come from the billing system.',
    ...shareOf('claims that passed without manual intervention', 'claims accepted'),
    direction: 'up',
    target: 0.98,
    dimensions: ['payer'],
    countedOn: 'counted',
  },
  first_pass_payment_rate: {
    ...ofClaims,
    name: 'First-pass payment rate',
    definition:
      'Claims paid with nothing denied on their first remittance, divided by all claims first remitted in the period. It differs from the clean claim rate: ' +
      'a clean claim can be denied.',
    ...shareOf('claims paid on first remittance', 'claims first remitted'),
    direction: 'up',
    target: 0.98,
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  appeal_overturn_rate: {
    ...resolved,
    name: 'Appeal overturn rate',
    definition:
      'Appealed denials resolved in the period as overturned, recovered or reversed, divided by all appealed denials resolved in the period. ' +
      'A partial overturn counts once, as overturned (NCQA).',
    ...shareOf('appeals overturned in full or in part', 'appeals resolved'),
    direction: 'up',
    target: 0.6,
  },
  days_to_resolution: {
    ...resolved,
    name: 'Days to resolution',
    definition: 'Days from the remittance date to resolution, for denials resolved in the period.',
    ...meanOf('days', 'days from remittance to resolution', 'denials resolved'),
    direction: 'down',
  },
  days_to_appeal: {
    ...ofDenials,
    name: 'Days to appeal',
    definition: 'Days from the remittance date to the first appeal, for denials first appealed in the period (HFMA).',
    ...meanOf('days', 'days from remittance to appeal', 'denials appealed'),
    direction: 'down',
    countedOn: 'first_appealed',
  },
  dollars_recovered: {
    ...resolved,
    name: 'Dollars recovered',
    definition:
      'Dollars recovered on denials resolved in the period, as posted by remittances, worklists or people. Denials without a posted recovery are left out.',
    ...sumOf('cents', 'dollars recovered'),
    direction: 'up',
  },
  write_offs: {
    ...resolved,
    name: 'Write-offs',
    definition: 'Dollars denied and not recovered, for denials written off in the period.',
    ...sumOf('cents', 'dollars written off'),
    direction: 'down',
  },
  unappealed_write_offs: {
    ...resolved,
    name: 'Write-offs without an appeal',
    definition: 'Dollars denied and not recovered, for denials written off in the period without any appeal.',
    ...sumOf('cents', 'dollars written off'),
    direction: 'down',
  },
  cost_per_denial: {
    ...resolved,
    name: 'Cost per denial',
    definition:
      'Labor cost of all recorded work on the denials resolved in the period, per denial. It needs the labor cost per hour from Settings.',
    ...meanOf('cents', 'labor cost', 'denials resolved'),
    direction: 'down',
    target: 11_800,
  },
  auto_resolved_share: {
    ...resolved,
    name: 'Resolved without a touch',
    definition: 'Denials resolved in the period without any touch, divided by all denials resolved in the period.',
    ...shareOf('denials resolved without a touch', 'denials resolved'),
    direction: 'up',
  },
})
