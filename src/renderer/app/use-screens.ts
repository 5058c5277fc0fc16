import { type accessTable, reachesOf, type Role } from '../../shared/contract/access.ts'
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
const desktopScreens = [
  { to: '/my-day', name: 'myDay' },
  { to: '/my-day/sent', name: 'dataSent' },
] as const

type Screen = Pick<(typeof teamScreens | typeof desktopScreens)[number], 'to' | 'name'>

/** The screens that somebody with these roles has a use for. */
export const screensFor = (roles: readonly Role[]): readonly Screen[] =>
  teamScreens.filter(({ route }) => reachesOf(route, roles).size > 0)

/** Whether an address is a screen that whoever is signed in has no use for. */
export const isRefused = (path: string, screens: readonly Screen[]): boolean =>
  teamScreens.some(({ to }) => to === path) && !screens.some(({ to }) => to === path)

/** The screens of whoever is signed in; all of them until their roles are known, and in the desktop app. */
export function useScreens(): readonly Screen[] {
  const environment = useAppEnvironment()
  const accounts = environment.kind === 'browser' ? environment.accounts : null
  const { latest } = useLiveQuery(['me'], async () => (accounts ? accounts.me() : null), { enabled: accounts !== null })
  if (environment.kind === 'desktop') return [...desktopScreens, ...teamScreens]
  return latest ? screensFor(latest.roles) : teamScreens
}
