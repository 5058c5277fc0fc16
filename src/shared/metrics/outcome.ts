import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { population: 'denials', dimensions: denialDimensions } as const
const received = { ...ofDenials, countedOn: 'received' } as const
const resolved = { ...ofDenials, countedOn: 'resolved' } as const
const writtenOff = { ...ofDenials, countedOn: 'written_off' } as const
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
    name: 'Primary denial rate',
    definition:
      'Claims of primary payers that were denied and paid nothing on their first remittance, divided by all claims of primary payers first remitted in the period ' +
      '(HFMA Claim Integrity Task Force). Each claim counts once; claims denied as duplicates are left out of both.',
    ...shareOf('claims denied and paid nothing on first remittance', 'claims of primary payers first remitted'),
    direction: 'down',
    target: 0.05,
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  denial_rate_dollars: {
    ...ofClaims,
    name: 'Denial rate in dollars',
    definition:
      'Dollars denied on first remittances, divided by the dollars billed on claims first remitted in the period.',
    ...meanOf('ratio', 'dollars denied on first remittance', 'dollars billed'),
    direction: 'down',
    dimensions: ['payer', 'provider'],
    countedOn: 'first_remitted',
  },
  pending_claims: {
    ...ofClaims,
    name: 'Pending claims',
    definition:
      'Claims on remittances dated in the period whose CARC says that the payer has not decided. They are no denials.',
    ...sumOf('count', 'claims'),
    direction: 'down',
    dimensions: ['payer', 'provider'],
    countedOn: 'remitted',
  },
  undecided_claims: {
    ...ofClaims,
    name: 'Claims with an unplaced CARC',
    definition:
      'Claims on remittances dated in the period with a CARC that is in no list. An admin places it in Settings: until then it makes no denial of its own.',
    ...sumOf('count', 'claims'),
    direction: 'down',
    dimensions: ['payer', 'provider'],
    countedOn: 'remitted',
  },
  reduced_amount: {
    ...ofClaims,
    name: 'Reductions',
    definition:
      'Dollars that a denial CARC took off lines that were paid something, on remittances dated in the period. They are no denials.',
    ...sumOf('cents', 'dollars reduced'),
    direction: 'down',
    dimensions: ['payer', 'provider'],
    countedOn: 'remitted',
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
  resolution_rate: {
    ...received,
    name: 'Resolution rate',
    definition: 'Denials received in the period and resolved by now, divided by all denials received in the period.',
    ...shareOf('denials resolved by now', 'denials received'),
    direction: 'up',
  },
  overturned_share: {
    ...resolved,
    name: 'Overturned share of denials',
    definition:
      'Denials resolved in the period as overturned or recovered, with or without an appeal, divided by all denials resolved in the period.',
    ...shareOf('denials overturned', 'denials resolved'),
    direction: 'up',
  },
  appeal_overturn_rate: {
    ...ofDenials,
    countedOn: 'decided',
    name: 'Appeal overturn rate',
    definition:
      'First decisions on an appeal level in the period that overturned the denial, divided by all first decisions in the period. A decision keeps its month, ' +
      'whatever is written off or paid later. A partial overturn counts once, as overturned (NCQA).',
    ...shareOf('appeals overturned in full or in part', 'appeals decided'),
    direction: 'up',
    target: 0.6,
  },
  days_to_resolution: {
    ...resolved,
    name: 'Days to resolution',
    definition: 'Calendar days from the remittance date to resolution, for denials resolved in the period.',
    ...meanOf('days', 'days from remittance to resolution', 'denials resolved'),
    direction: 'down',
  },
  days_to_appeal: {
    ...ofDenials,
    name: 'Days to appeal',
    definition:
      'Calendar days from the remittance date to the first appeal, for denials first appealed in the period (HFMA).',
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
    ...writtenOff,
    name: 'Write-offs',
    definition: 'Dollars denied and not recovered, for denials written off in the period.',
    ...sumOf('cents', 'dollars written off'),
    direction: 'down',
  },
  unappealed_write_offs: {
    ...writtenOff,
    name: 'Write-offs without an appeal',
    definition: 'Dollars denied and not recovered, for denials written off in the period without any appeal.',
    ...sumOf('cents', 'dollars written off'),
    direction: 'down',
  },
  preventable_write_offs: {
    ...writtenOff,
    name: 'Preventable write-offs',
    definition:
      'Dollars denied and not recovered, for denials written off in the period that had a payer appeal deadline and were not appealed before its end.',
    ...sumOf('cents', 'dollars written off'),
    direction: 'down',
  },
  net_collection: {
    ...resolved,
    name: 'Net collection of denied dollars',
    definition: 'Dollars recovered on denials resolved in the period, divided by the dollars denied on them.',
    ...meanOf('ratio', 'dollars recovered', 'dollars denied'),
    direction: 'up',
  },
  cost_per_denial: {
    ...resolved,
    name: 'Cost per denial, matched labor',
    definition:
      'Labor cost of the work recorded by now, before the period and after it, that names the denials resolved in the period, per denial. Denial work that names no claim is left out. It needs the labor cost per hour from Settings. Before the first recorded work it is not known.',
    ...meanOf('cents', 'labor cost', 'denials resolved'),
    direction: 'down',
    mayCountManualTime: true,
  },
  auto_resolved_share: {
    ...resolved,
    name: 'Resolved well without a touch',
    definition:
      'Denials resolved in the period as overturned or recovered without any touch by now, divided by all denials resolved in the period. Denials received before the start date in Settings are left out.',
    ...shareOf('denials overturned without a touch', 'denials resolved'),
    direction: 'up',
  },
})
