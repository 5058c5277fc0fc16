import { worklistFields, type WorklistField, type WorklistMapping } from '../../../shared/contract/denials.ts'

/** The position of a field in a row, and its header as written. */
export interface WorklistColumn {
  readonly index: number
  readonly header: string
}

export type WorklistColumns = Readonly<Partial<Record<WorklistField, WorklistColumn>>>

/** Common headers of worklists, without case, blanks and punctuation. */
const knownHeaders: Readonly<Record<WorklistField, readonly string[]>> = {
  claim: [
    'claim',
    'claimref',
    'claimreference',
    'claimnumber',
    'claimno',
    'claimid',
    'account',
    'accountnumber',
    'accountno',
    'patientcontrolnumber',
    'pcn',
  ],
  payer_claim: ['payerclaim', 'payerclaimref', 'payerclaimnumber', 'payerclaimcontrolnumber', 'icn', 'dcn'],
  payer: ['payer', 'payername', 'insurance', 'insurancename', 'carrier'],
  amount: ['amount', 'denied', 'deniedamount', 'amountdenied', 'denialamount'],
  billed: ['billed', 'billedamount', 'charge', 'charges', 'totalcharge', 'totalcharges'],
  paid: ['paid', 'paidamount', 'payment', 'payments'],
  carc: ['carc', 'carcs', 'carccode', 'carccodes', 'reasoncode', 'denialcode', 'denialcodes'],
  owner: ['owner', 'assignedto', 'assignee'],
  owner_on: ['owneron', 'ownersince', 'assignedon', 'assigneddate', 'dateassigned', 'assignmentdate'],
  queue: ['queue', 'workqueue', 'worklist'],
  follow_up: ['followup', 'followupdue', 'followupdate', 'nextfollowup'],
  appeal_due: ['appealdue', 'appealduedate', 'appealdeadline', 'appealby'],
  service_line: ['serviceline', 'department'],
  provider: ['provider', 'providername', 'renderingprovider'],
  location: ['location', 'site', 'facility'],
  procedure: ['procedure', 'procedurecode', 'cpt', 'cptcode', 'hcpcs', 'hcpcscode'],
  received: ['received', 'receiveddate', 'datereceived', 'denialdate', 'remitdate', 'remittancedate'],
  state: ['state', 'status', 'denialstate', 'denialstatus'],
  state_on: ['stateon', 'statedate', 'statuson', 'statusdate', 'statussince', 'statesince'],
  recovered: ['recovered', 'recoveredamount', 'amountrecovered', 'recovery'],
}

const required: readonly WorklistField[] = ['claim', 'payer']

const plain = (header: string) => header.toLowerCase().replace(/[^a-z0-9]/g, '')

/**
 * The column of each field: by the mapping if it has the field, else by the known headers.
 * @returns the columns, with the errors of the header row
 */
export function worklistColumns(
  headers: readonly string[],
  mapping: WorklistMapping,
): { readonly columns: WorklistColumns; readonly errors: readonly string[] } {
  const columns: Partial<Record<WorklistField, WorklistColumn>> = {}
  const errors: string[] = []
  const missing: string[] = []
  const mapped = new Set(Object.values(mapping).map(plain))
  for (const field of worklistFields) {
    const wanted = mapping[field]
    const found = headers.flatMap((header, index) => {
      const matches =
        wanted === undefined
          ? knownHeaders[field].includes(plain(header)) && !mapped.has(plain(header))
          : plain(header) === plain(wanted)
      return matches ? [{ index, header: header.trim() }] : []
    })
    const [column] = found
    if (found.length > 1) errors.push(`several columns match ${field}: choose one in a mapping`)
    else if (column) columns[field] = column
    else if (wanted !== undefined) missing.push(`${wanted} (${field})`)
    else if (required.includes(field)) missing.push(field)
  }
  if (missing.length > 0) errors.push(`missing: ${missing.join(', ')}`)
  return { columns, errors }
}
