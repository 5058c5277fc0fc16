import { type accessTable, reachesOf, type Role } from '../../shared/contract/access.ts'
import type { Me } from '../../shared/contract/accounts.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'

/** Screens of a team, each with the route that it is for: who may not call it has no use for the screen. */
const teamScreens = [
  { to: '/team', name: 'team', route: 'panel' },
  { to: '/performance', name: 'performance', route: 'queryMetrics' },
  { to: '/worklist', name: 'worklist', route: 'worklist' },
  { to: '/root-causes', name: 'rootCauses', route: 'queryMetrics' },
  { to: '/imports', name: 'imports', route: 'imports' },
  { to: '/rules', name: 'rules', route: 'publishRules' },
  { to: '/settings', name: 'settings', route: 'saveSettings' },
] as const satisfies readonly { readonly route: keyof typeof accessTable; readonly [field: string]: string }[]
/** Screens of a browser alone: on a computer that records, My Day shows who looked. */
const browserScreens = [{ to: '/audit', name: 'audit', route: 'audit' }] as const
const LOOKED_AT = { to: '/looked-at', name: 'lookedAt' } as const
/** The team's screen, as it is called where it shows one's own work alone. */
const OWN_WORK = { to: '/team', name: 'ownWork' } as const
const desktopScreens = [
  { to: '/my-day', name: 'myDay' },
  { to: '/my-day/sent', name: 'dataSent' },
] as const

type Screen =
  | Pick<(typeof teamScreens | typeof browserScreens | typeof desktopScreens)[number], 'to' | 'name'>
  | typeof LOOKED_AT
  | typeof OWN_WORK

/** The screens that somebody in a browser has a use for. */
export const screensFor = ({ roles, user }: Pick<Me, 'roles' | 'user'>): readonly Screen[] => [
  ...[...teamScreens, ...browserScreens].flatMap((screen) => {
    if (!mayCall(screen.route, roles)) return []
    return [screen.name === 'team' && isOwnAlone(roles) ? OWN_WORK : screen]
  }),
  ...(user === null ? [] : [LOOKED_AT]),
]

const mayCall = (route: keyof typeof accessTable, roles: readonly Role[]): boolean => reachesOf(route, roles).size > 0

const isOwnAlone = (roles: readonly Role[]): boolean => [...reachesOf('panel', roles)].every((reach) => reach === 'own')

/** Whether an address is a screen that whoever is signed in has no use for. */
export const isRefused = (path: string, screens: readonly Screen[]): boolean => {
  // Reached from Settings, and for the same people.
  const asked = path === '/accounts' ? '/settings' : path
  return [...teamScreens, ...browserScreens].some(({ to }) => to === asked) && !screens.some(({ to }) => to === asked)
}

/** Who is signed in; null until it is known, and in the desktop app. */
function useMe(): Me | null {
  const environment = useAppEnvironment()
  const accounts = environment.kind === 'browser' ? environment.accounts : null
  const { latest } = useLiveQuery(['me'], async () => (accounts ? accounts.me() : null), { enabled: accounts !== null })
  return latest
}

/** Whether whoever is signed in may call a route. @param whileUnknown the answer until their roles are known, and in the desktop app */
export function useMayCall(route: keyof typeof accessTable, whileUnknown = true): boolean {
  const me = useMe()
  return me === null ? whileUnknown : mayCall(route, me.roles)
}

/** The screens of whoever is signed in; all of them until their roles are known, and in the desktop app. */
export function useScreens(): readonly Screen[] {
  const environment = useAppEnvironment()
  const me = useMe()
  if (environment.kind === 'desktop') return [...desktopScreens, ...teamScreens]
  return me ? screensFor(me) : teamScreens
}
