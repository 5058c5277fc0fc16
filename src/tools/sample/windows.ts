import type { Random } from './random.ts'

/** A window on the simulated desktop. Titles hold fictional names, as real titles hold real ones. */
export interface SampleWindow {
  readonly app: string
  readonly title: string
  readonly url?: string
}

export interface Claim {
  readonly reference: string
  readonly patient: string
  readonly portal: Portal
}

/** A payer's portal, with addresses in the starter rules. */
export interface Portal {
  readonly name: string
  /** The payer of its claims, as in remittances and in the starter rules. */
  readonly payer: string
  readonly login: string
  readonly landing: string
  readonly claimStatus: string
  readonly appeal: string | null
  readonly remittance: string | null
}

export const portals: readonly Portal[] = [
  {
    name: 'Availity',
    payer: 'Aetna',
    login: 'https://essentials.availity.com/login',
    landing: 'https://essentials.availity.com/static/public/onb/onboarding-ui-apps/home/',
    claimStatus: 'https://essentials.availity.com/static/web/post/cs/enhanced-claim-status-ui/',
    appeal: 'https://essentials.availity.com/static/web/pres/claim-appeals-worklist-ui/',
    remittance: 'https://apps.availity.com/web/remit-viewer/',
  },
  {
    name: 'UnitedHealthcare',
    payer: 'UnitedHealthcare',
    login: 'https://secure.uhcprovider.com/login',
    landing: 'https://secure.uhcprovider.com/#/home',
    claimStatus: 'https://secure.uhcprovider.com/#/claims/status',
    appeal: 'https://secure.uhcprovider.com/#/trackit/reconsideration',
    remittance: null,
  },
  {
    name: 'Cigna',
    payer: 'Cigna',
    login: 'https://cignaforhcp.cigna.com/app/login',
    landing: 'https://cignaforhcp.cigna.com/app/dashboard',
    claimStatus: 'https://cignaforhcp.cigna.com/app/claim/search',
    appeal: 'https://cignaforhcp.cigna.com/app/appeal/new',
    remittance: null,
  },
  {
    name: 'Noridian Medicare',
    payer: 'Medicare',
    login: 'https://www.noridianmedicareportal.com/login',
    landing: 'https://www.noridianmedicareportal.com/group/home',
    claimStatus: 'https://www.noridianmedicareportal.com/group/claim-status',
    appeal: null,
    remittance: null,
  },
  {
    name: 'myCGS',
    payer: 'Medicare',
    login: 'https://www.mycgsportal.com/login',
    landing: 'https://www.mycgsportal.com/MyCGS/home',
    claimStatus: 'https://www.mycgsportal.com/MyCGS/claim/status',
    appeal: 'https://www.mycgsportal.com/MyCGS/redetermination',
    remittance: null,
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

/** A new claim. @param reference unique */
export function newClaim(reference: string, portal: Portal, random: Random): Claim {
  return {
    reference,
    patient: `${random.pick(surnames)}, ${random.pick(['Avery', 'Blake', 'Casey', 'Drew', 'Emery', 'Finley'])}`,
    portal,
  }
}

export const worklist: SampleWindow = { app: 'hyperspace', title: 'Hyperspace - Denial follow-up work queue' }
export const mail: SampleWindow = { app: 'outlook', title: 'Inbox - Outlook' }
export const video: SampleWindow = {
  app: browser,
  title: 'Cooking in ten minutes',
  url: 'https://www.youtube.com/watch',
}
export const bank: SampleWindow = { app: browser, title: 'Online banking - accounts' }
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
export const appealLetter = ({ reference, patient }: Claim): SampleWindow => ({
  app: 'winword',
  title: `Appeal letter ${patient} claim ${reference}.docx - Word`,
})
export const notes = (): SampleWindow => ({ app: 'excel', title: 'Follow-up log.xlsx - Excel' })
