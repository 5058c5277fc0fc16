import fc from 'fast-check'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { make835, type MadeClaim, type MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, paid, reversal } from './support.ts'

/** A file to import. */
export interface File {
  readonly name: string
  readonly text: string
}

const reference = fc.constantFrom('A1', '0012', '012')
const claim: fc.Arbitrary<MadeClaim> = fc
  .record({ kind: fc.constantFrom('denied', 'paid', 'reversed'), ref: reference, icn: fc.constantFrom('P1', 'P2') })
  .map(({ kind, ref, icn }) => {
    const fields = { payerClaimRef: icn }
    if (kind === 'denied') return denied(ref, fields)
    return kind === 'paid' ? paid(ref, fields) : reversal(ref, fields)
  })
/** As remittances and worklists name them. */
interface Payers {
  readonly remittances: readonly Pick<MadePayment, 'payer' | 'planId' | 'payerId'>[]
  readonly worklists: readonly string[]
}
export const onePayer: Payers = { remittances: [{ payer: 'ACME HEALTH' }], worklists: ['ACME HEALTH'] }
/** Two of them have one name, which also comes without an id; a worklist has a name that is no payer's. */
export const severalPayers: Payers = {
  remittances: [
    { payer: 'ACME HEALTH', planId: '11111', payerId: null },
    { payer: 'ACME PPO', planId: '22222', payerId: null },
    { payer: 'AETNA', planId: '60054', payerId: null },
    { payer: 'AETNA', planId: '60055', payerId: null },
    { payer: 'AETNA', planId: null, payerId: null },
  ],
  worklists: ['ACME HEALTH', 'Acme PPO', 'Aetna', 'Acme'],
}

/** A remittance of few claims, by its place among the files. */
export const remittanceOf = ({ remittances }: Payers) =>
  fc
    .record({
      payer: fc.constantFrom(...remittances),
      day: fc.integer({ min: 1, max: 5 }),
      traceNumber: fc.constantFrom('T1', 'T2', 'T3'),
      claims: fc.array(claim, { minLength: 1, maxLength: 3 }),
    })
    .map(({ payer, day, ...payment }) => (index: number): File => ({
      name: `${index}.835`,
      text: make835([{ ...payer, date: `2026040${day}`, ...payment }], { firstControlNumber: index + 1 }),
    }))

const cells = ({ worklists }: Payers, amounts: readonly string[]) =>
  fc.record({
    claim: fc.constantFrom('A1', '12', '0012', '012'),
    payer: fc.constantFrom(...worklists),
    icn: fc.constantFrom('', '', 'P1', 'P2'),
    amount: fc.constantFrom(...amounts),
    carc: fc.constantFrom('', 'CO-197', 'CO-16'),
    owner: fc.constantFrom('', 'Ana', 'Ben'),
    state: fc.constantFrom('', 'in progress', 'appealed'),
    recovered: fc.constantFrom('', '5.00'),
  })
/** A worklist of these claims. @param amounts that its rows may state */
export const worklistOf = (payers: Payers, amounts: readonly string[]) =>
  fc.array(cells(payers, amounts), { minLength: 1, maxLength: 4 }).map((rows) => (index: number): File => {
    const header = 'Claim,ICN,Payer,Denied amount,CARC,Owner,Status,Recovered,File'
    const lines = rows.map((row) =>
      [row.claim, row.icn, row.payer, row.amount, row.carc, row.owner, row.state, row.recovered, index].join(','),
    )
    return { name: `${index}.csv`, text: [header, ...lines, ''].join('\n') }
  })

/** All that is on file, without the numbers of imports and denials. */
export async function allOnFile(endpoint: Endpoint & { adminToken: string }) {
  const rows = await everyDenial(endpoint)
  const denials = await Promise.all(
    rows.map(async ({ id, ...row }) => {
      const { events } = (await detail(endpoint, id)).body
      return JSON.stringify({ ...row, events })
    }),
  )
  const sorted = async (query: ReturnType<typeof sql>) =>
    (await endpoint.database.query(query)).map((row) => JSON.stringify(row)).sort()
  return {
    denials: denials.sort().map((text) => JSON.parse(text) as unknown),
    claims: await sorted(
      sql`select c.payer, encode(c.claim_token, 'hex') as token, first_received, first_outcome, billed_cents, first_paid_cents, provider, i.name
          from claims c join imports i using (import_no)`,
    ),
    payments: await sorted(
      sql`select d.payer_claim_ref as denial, p.trace_no, p.payer_claim_ref, p.paid_cents, p.paid_on, i.name
          from denial_payments p join denials d using (denial_no) join imports i on i.import_no = p.import_no`,
    ),
    remittances: await sorted(
      sql`select encode(r.claim_token, 'hex') as token, i.name, r.kind, r.payer_claim_ref, r.day, r.paid_cents, r.stated
          from remittance_claims r join imports i using (import_no)`,
    ),
  }
}
