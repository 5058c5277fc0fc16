import { worklistFields, type WorklistField, type WorklistMapping } from '../../../shared/contract/denials.ts'

/** The position of a field in a row, and its header as written. */
export interface WorklistColumn {
  readonly index: number
  readonly header: string
}

export type WorklistColumns = Readonly<Partial<Record<WorklistField, WorklistColumn>>>

/**
 * Usual headers of Epic, athenahealth, Waystar and Excel lists, as `usual` writes them. A header of a later list counts only where none of an
 * earlier one is there: a denied amount precedes a balance.
 */
const knownHeaders: Readonly<Record<WorklistField, readonly (readonly string[])[]>> = {
  claim: [
    ['patientcontrol', 'pcn', 'patientcontrolpcn'],
    [
      ...['claim', 'claimref', 'claimreference', 'claimid', 'claimcontrol', 'account', 'accountid', 'har', 'harid'],
      ...['hospitalaccount', 'hospitalaccountid', 'patientaccount', 'patientaccountid', 'guarantoraccount', 'invoice'],
      ...['invoiceid', 'encounter', 'encounterid', 'visit', 'visitid', 'providerclaim', 'providerclaimid'],
    ],
  ],
  payer_claim: [
    [
      ...['payerclaim', 'payerclaimref', 'payerclaimid', 'payerclaimcontrol', 'payercontrol', 'payericn', 'icn', 'dcn'],
      ...['icndcn', 'dcnicn', 'ccn', 'internalcontrol', 'documentcontrol', 'payerreference', 'insuranceclaim', 'tcn'],
    ],
  ],
  payer: [
    ['payer', 'payername', 'insurance', 'insurancename', 'insurancecompany', 'carrier', 'carriername'],
    ['primarypayer', 'primarypayername', 'primaryinsurance', 'primaryinsurancename', 'currentpayer', 'billedpayer'],
    ['insuranceplan', 'payerplan', 'healthplan', 'financialclass'],
  ],
  amount: [
    [
      ...['denied', 'deniedamount', 'amountdenied', 'denialamount', 'deniedcharges', 'denieddollars', 'totaldenied'],
      ...[
        'denialdollars',
        'denieddollaramount',
        'totaldeniedamount',
        'deniedcharge',
        'deniedbalance',
        'lineamountdenied',
      ],
    ],
    ['amount', 'adjustmentamount', 'amountatrisk'],
    [
      ...['outstandingamount', 'outstanding', 'outstandingbalance', 'balance', 'currentbalance', 'accountbalance'],
      ...['claimbalance', 'insurancebalance', 'payerbalance', 'openbalance', 'amountdue', 'balancedue', 'openamount'],
    ],
  ],
  billed: [
    ['billed', 'billedamount', 'charge', 'charges', 'chargeamount', 'totalcharge', 'totalcharges', 'amountbilled'],
    ['totalbilled', 'billedcharges', 'totalchargeamount', 'claimamount', 'chargedamount', 'submittedcharges'],
  ],
  paid: [
    ['paid', 'paidamount', 'payment', 'payments', 'amountpaid', 'paymentamount', 'totalpaid', 'insurancepaid'],
    ['payerpaid', 'totalpayments', 'insurancepayments', 'insurancepayment'],
  ],
  carc: [
    [
      ...['carc', 'carcs', 'carccode', 'carccodes', 'reasoncode', 'reasoncodes', 'denialcode', 'denialcodes'],
      ...['denialreasoncode', 'denialreasoncodes', 'adjustmentreasoncode', 'claimadjustmentreasoncode'],
      ...['groupandcarc', 'carcrarc', 'cascode', 'cascodes', 'eobcode', 'eobcodes', 'remitcode', 'remitcodes'],
    ],
    ['denialreason', 'denialreasons', 'reason', 'reasons', 'code', 'codes', 'adjustmentreason'],
  ],
  owner: [
    ['owner', 'assignedto', 'assignee', 'assigned', 'assigneduser', 'worker', 'biller', 'specialist', 'analyst'],
    ['responsible', 'responsibleuser', 'assignedspecialist', 'denialspecialist', 'collector', 'followuprep'],
  ],
  owner_on: [['owneron', 'ownersince', 'assignedon', 'assigneddate', 'dateassigned', 'assignmentdate', 'assigndate']],
  queue: [['queue', 'workqueue', 'worklist', 'wq', 'workqueuename', 'queuename', 'worklistname', 'workgroup']],
  follow_up: [
    [
      ...['followup', 'followupdue', 'followupdate', 'nextfollowup', 'nextfollowupdate', 'followupon', 'fudate'],
      ...['nextactiondate', 'tickler', 'ticklerdate', 'nextworkdate', 'deferuntil', 'defereddate'],
    ],
  ],
  appeal_due: [
    [
      ...['appealdue', 'appealduedate', 'appealdeadline', 'appealby', 'appealdeadlinedate', 'appealbydate'],
      ...['appeallimit', 'appeallimitdate', 'timelyappealdate', 'appealtimelyfiling', 'lastappealdate'],
    ],
  ],
  service_line: [['serviceline', 'department', 'departmentname', 'specialty']],
  provider: [
    ['provider', 'providername', 'renderingprovider', 'renderingprovidername', 'rendering', 'physician'],
    ['billingprovider', 'billingprovidername', 'attendingprovider'],
  ],
  location: [['location', 'site', 'facility', 'facilityname', 'locationname', 'servicelocation', 'placeofservicename']],
  procedure: [['procedure', 'procedurecode', 'cpt', 'cptcode', 'hcpcs', 'hcpcscode', 'cpthcpcs', 'proccode']],
  received: [
    ['received', 'receiveddate', 'datereceived', 'remitdate', 'remittancedate', 'eradate', 'eobdate'],
    ['denialdate', 'denieddate', 'datedenied', 'dateofdenial', 'denialreceiveddate', 'denialon', 'deniedon'],
    ['checkdate', 'paymentdate', 'postdate', 'posteddate', 'postingdate'],
  ],
  state: [['state', 'status', 'denialstate', 'denialstatus', 'workstatus', 'currentstatus', 'followupstatus']],
  state_on: [['stateon', 'statedate', 'statuson', 'statusdate', 'statussince', 'statesince', 'statuschangedate']],
  recovered: [['recovered', 'recoveredamount', 'amountrecovered', 'recovery', 'recoveryamount', 'totalrecovered']],
}

const required: readonly WorklistField[] = ['claim', 'payer']

const plain = (header: string) => header.toLowerCase().replace(/[^a-z0-9]/g, '')

/** A header without case, blanks and punctuation, with abbreviations written out and without "number": `Payor Acct No.` is `payeraccount`. */
function usual(header: string): string {
  return plain(header)
    .replaceAll('payor', 'payer')
    .replaceAll('acct', 'account')
    .replaceAll(/amt(?!h)/g, 'amount')
    .replace(/(?:number|nbr|num|no)$/, '')
    .replace(/dt$/, 'date')
}

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
    const matching = (fits: (header: string) => boolean) =>
      headers.flatMap((header, index) => (fits(header) ? [{ index, header: header.trim() }] : []))
    const found =
      wanted === undefined
        ? (knownHeaders[field]
            .map((known) => matching((header) => known.includes(usual(header)) && !mapped.has(plain(header))))
            .find((columnsOfRank) => columnsOfRank.length > 0) ?? [])
        : matching((header) => plain(header) === plain(wanted))
    const [column] = found
    if (found.length > 1) errors.push(`several columns match ${field}: choose one in a mapping`)
    else if (column) columns[field] = column
    else if (wanted !== undefined) missing.push(`${wanted} (${field})`)
    else if (required.includes(field)) missing.push(field)
  }
  if (missing.length > 0) errors.push(`columns missing: ${missing.join(', ')}`)
  return { columns, errors }
}

/** How many fields a row would name as a header row. */
export function recognizedFields(cells: readonly string[], mapping: WorklistMapping): number {
  return Object.keys(worklistColumns(cells, mapping).columns).length
}

/** Whether a row is a complete header row. */
export function isHeader(cells: readonly string[], mapping: WorklistMapping): boolean {
  return worklistColumns(cells, mapping).errors.length === 0
}
