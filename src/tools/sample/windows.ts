/** A window on the simulated desktop. Titles hold fictional names, as real titles hold real ones. */
export interface SampleWindow {
  readonly app: string
  readonly title: string
  readonly url?: string
}

/** A claim on the screens. */
export interface Claim {
  readonly reference: string
  readonly patient: string
  readonly portal: Portal
}

/** A payer's portal, with addresses in the starter rules. */
export interface Portal {
  readonly name: string
  /** The payers whose claims it shows. */
  readonly payers: readonly string[]
  /** The team that uses it; null: both. */
  readonly team: string | null
  readonly login: string
  readonly landing: string
  readonly claimStatus: string
  readonly appeal: string | null
  readonly remittance: string | null
  readonly correction: string | null
}

export const portals: readonly Portal[] = [
  {
    name: 'Availity',
    payers: ['Aetna', 'Humana'],
    team: null,
    login: 'https://essentials.availity.com/login',
    landing: 'https://essentials.availity.com/static/public/onb/onboarding-ui-apps/home/',
    claimStatus: 'https://essentials.availity.com/static/web/post/cs/enhanced-claim-status-ui/',
    appeal: 'https://essentials.availity.com/static/web/pres/claim-appeals-worklist-ui/',
    remittance: 'https://apps.availity.com/web/remit-viewer/',
    correction: 'https://apps.availity.com/web/claims-correction-ui/',
  },
  {
    name: 'UnitedHealthcare',
    payers: ['UnitedHealthcare'],
    team: null,
    login: 'https://secure.uhcprovider.com/login',
    landing: 'https://secure.uhcprovider.com/#/home',
    claimStatus: 'https://secure.uhcprovider.com/#/claims/status',
    appeal: 'https://secure.uhcprovider.com/#/trackit/reconsideration',
    remittance: null,
    correction: null,
  },
  {
    name: 'Cigna',
    payers: ['Cigna'],
    team: null,
    login: 'https://cignaforhcp.cigna.com/app/login',
    landing: 'https://cignaforhcp.cigna.com/app/dashboard',
    claimStatus: 'https://cignaforhcp.cigna.com/app/claim/search',
    appeal: 'https://cignaforhcp.cigna.com/app/appeal/new',
    remittance: null,
    correction: null,
  },
  {
    name: 'Noridian Medicare',
    payers: ['Medicare'],
    team: 'Texas denials',
    login: 'https://www.noridianmedicareportal.com/login',
    landing: 'https://www.noridianmedicareportal.com/group/home',
    claimStatus: 'https://www.noridianmedicareportal.com/group/claim-status',
    appeal: null,
    remittance: null,
    correction: null,
  },
  {
    name: 'myCGS',
    payers: ['Medicare'],
    team: 'Ohio denials',
    login: 'https://www.mycgsportal.com/login',
    landing: 'https://www.mycgsportal.com/MyCGS/home',
    claimStatus: 'https://www.mycgsportal.com/MyCGS/claim/status',
    appeal: 'https://www.mycgsportal.com/MyCGS/redetermination',
    remittance: null,
    correction: null,
  },
  {
    name: 'TMHP',
    payers: ['Medicaid'],
    team: null,
    login: 'https://secure.tmhp.com/login',
    landing: 'https://secure.tmhp.com/MyAccount/',
    claimStatus: 'https://secure.tmhp.com/TexMedConnect/ClaimStatusInquiry',
    appeal: 'https://secure.tmhp.com/TexMedConnect/Appeals',
    remittance: null,
    correction: null,
  },
]

const browser = 'msedge'
const surnames = [
  'Alder',
  'Birch',
  'Cedar',
  'Dogwood',
  'Elm',
  'Fir',
  'Gum',
  'Hazel',
  'Ivy',
  'Juniper',
  'Larch',
  'Maple',
]

const givenNames = ['Avery', 'Blake', 'Casey', 'Drew', 'Emery', 'Finley', 'Gray'] as const

/** A claim as its portal and the EHR show it. @param reference ends with digits */
export function claimOnScreen(reference: string, payer: string, team: string): Claim {
  const portal = portals.find((each) => each.payers.includes(payer) && (each.team ?? team) === team) ?? portals[0]
  if (portal === undefined) throw new Error('there are no portals')
  const number = Number(reference.replaceAll(/\D/g, ''))
  const [surname, givenName] = [surnames[number % surnames.length], givenNames[number % givenNames.length]]
  return { reference, patient: `${surname}, ${givenName}`, portal }
}

export const worklist: SampleWindow = { app: 'hyperspace', title: 'Hyperspace - Denial follow-up work queue' }
export const mail: SampleWindow = { app: 'outlook', title: 'Inbox - Outlook' }
export const video: SampleWindow = {
  app: browser,
  title: 'Cooking in ten minutes',
  url: 'https://www.youtube.com/watch',
}
export const bank: SampleWindow = { app: browser, title: 'Online banking - accounts' }
export const meeting: SampleWindow = { app: 'teams', title: 'Weekly denial huddle' }
export const payerPolicy: SampleWindow = { app: 'acrobat', title: 'Coverage policy.pdf - Adobe Acrobat' }
export const softphone: SampleWindow = { app: 'RingCentral', title: 'Call in progress' }

export const account = ({ reference, patient }: Claim): SampleWindow => ({
  app: 'hyperspace',
  title: `Chart - ${patient} - Account #${reference}`,
})
export const login = ({ portal }: Claim): SampleWindow => ({
  app: browser,
  title: `${portal.name} - Sign in`,
  url: portal.login,
})
export const landing = ({ portal }: Claim): SampleWindow => ({
  app: browser,
  title: `${portal.name} - Home`,
  url: portal.landing,
})
export const claimStatus = ({ portal, reference, patient }: Claim): SampleWindow => ({
  app: browser,
  title: `Claim Status - ${patient} - Claim #${reference}`,
  url: `${portal.claimStatus}/${reference}`,
})
export const portalAppeal = ({ portal, reference }: Claim): SampleWindow | null =>
  portal.appeal === null ? null : { app: browser, title: `Appeal - Claim #${reference}`, url: portal.appeal }
export const remittance = ({ portal, reference }: Claim): SampleWindow | null =>
  portal.remittance === null
    ? null
    : { app: browser, title: `Remittance - Claim #${reference}`, url: portal.remittance }
/** Where the payer's portal takes no corrections, the EHR's billing window does. */
export const correction = ({ portal, reference, patient }: Claim): SampleWindow =>
  portal.correction === null
    ? { app: 'hyperspace', title: `Hyperspace - Claim edit - ${patient} - Account #${reference}` }
    : { app: browser, title: `Correct claim - Claim #${reference}`, url: portal.correction }
export const appealLetter = ({ reference, patient }: Claim): SampleWindow => ({
  app: 'winword',
  title: `Appeal letter ${patient} claim ${reference}.docx - Word`,
})
export const notes = (): SampleWindow => ({ app: 'excel', title: 'Follow-up log.xlsx - Excel' })
