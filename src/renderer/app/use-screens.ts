import { type accessTable, reachesOf, type Role } from '../../shared/contract/access.ts'
import type { Me } from '../../shared/contract/accounts.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import type { LiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

type AskedRoute = keyof typeof accessTable
/** What somebody may do here. */
type Access = Pick<Me, 'roles' | 'user'>

interface TeamScreen {
  readonly to: string
  readonly name: string
  /** The route that it is for: who may not call it has no use for the screen. */
  readonly route: AskedRoute
}

const teamScreens = [
  { to: '/team', name: 'team', route: 'panel' },
  { to: '/performance', name: 'performance', route: 'queryMetrics' },
  { to: '/worklist', name: 'worklist', route: 'worklist' },
  { to: '/root-causes', name: 'rootCauses', route: 'queryMetrics' },
  { to: '/imports', name: 'imports', route: 'imports' },
  { to: '/rules', name: 'rules', route: 'publishRules' },
  { to: '/settings', name: 'settings', route: 'saveSettings' },
] as const satisfies readonly TeamScreen[]
/** In the menu of those who do not get there from Settings, and see more than their own. */
const DEVICES = { to: '/devices', name: 'devices', route: 'devices' } as const
/** A screen of a browser alone. */
const AUDIT = { to: '/audit', name: 'audit', route: 'audit' } as const
/** A screen of a browser alone: on a computer that records, My Day shows who looked. */
const LOOKED_AT = { to: '/looked-at', name: 'lookedAt' } as const
/** The team's screen, as it is called where it shows one's own work alone. */
const OWN_WORK = { to: '/team', name: 'ownWork' } as const
const desktopScreens = [
  { to: '/my-day', name: 'myDay' },
  { to: '/my-day/sent', name: 'dataSent' },
] as const
/** Screens that only some roles have a use for, also where no menu names them. */
const guarded: readonly Pick<TeamScreen, 'to' | 'route'>[] = [
  ...[...teamScreens, DEVICES, AUDIT],
  // Reached from Rules and Settings, and for the same people.
  { to: '/policy', route: 'publishRules' },
  { to: '/accounts', route: 'saveSettings' },
  { to: '/setup', route: 'setup' },
]

type Screen = Pick<
  | (typeof teamScreens | typeof desktopScreens)[number]
  | typeof DEVICES
  | typeof AUDIT
  | typeof LOOKED_AT
  | typeof OWN_WORK,
  'to' | 'name'
>

const mayCall = (route: AskedRoute, roles: readonly Role[]): boolean => reachesOf(route, roles).size > 0

const isOwnAlone = (route: AskedRoute, roles: readonly Role[]): boolean =>
  [...reachesOf(route, roles)].every((reach) => reach === 'own')

/** The team's screens that somebody has a use for. */
function teamScreensFor({ roles }: Access): readonly Screen[] {
  const shown = teamScreens.filter(({ route }) => mayCall(route, roles))
  const named = shown.map((screen) => (screen.name === 'team' && isOwnAlone('panel', roles) ? OWN_WORK : screen))
  return isOwnAlone('devices', roles) || mayCall('saveSettings', roles) ? named : [...named, DEVICES]
}

/** The screens that somebody in a browser has a use for. */
export const screensFor = (access: Access): readonly Screen[] => [
  ...teamScreensFor(access),
  ...(mayCall(AUDIT.route, access.roles) ? [AUDIT] : []),
  ...(access.user === null ? [] : [LOOKED_AT]),
]

/** Whether an address is a screen that somebody has no use for. */
export const isRefused = (path: string, { roles }: Access): boolean =>
  guarded.some(({ to, route }) => to === path && !mayCall(route, roles))

/** Who is signed in. `latest` is null until that is known. */
export function useMe(): LiveQuery<Me> {
  return useTeamQuery('me', {}, { everyMs: MINUTE_MS })
}

/** Whether whoever is signed in may call a route; false until that is known. */
export function useMayCall(route: AskedRoute): boolean {
  const { latest } = useMe()
  return latest !== null && mayCall(route, latest.roles)
}

/** The screens of whoever is signed in: until that is known, those of this computer alone. */
export function useScreens(): readonly Screen[] {
  const { kind } = useAppEnvironment()
  const { latest } = useMe()
  if (kind === 'browser') return latest === null ? [] : screensFor(latest)
  return latest === null ? desktopScreens : [...desktopScreens, ...teamScreensFor(latest)]
}
