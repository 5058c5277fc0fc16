import { type ComponentType, Fragment, lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { type Desktop, useAppEnvironment } from '../bridge/app-environment.ts'
import { DenialDrawer } from '../denial/denial-drawer.tsx'
import { Notice } from '../ui/notice.tsx'
import { HealthScreen } from '../my-day/health-screen.tsx'
import { NoticeFirst } from '../my-day/notice-first.tsx'
import { NoticeScreen } from '../my-day/notice-screen.tsx'
import { MyDayScreen } from '../my-day/my-day-screen.tsx'
import { SentScreen } from '../my-day/sent-screen.tsx'
import { isUntouched } from '../../shared/setup/index.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { ProposalLine } from '../rules/proposal-line.tsx'
import { TeamScreen } from '../team-panel/team-screen.tsx'
import { WorklistScreen } from '../worklist/worklist-screen.tsx'
import { AcceptInvitation } from './accept-invitation.tsx'
import styles from './app.module.css'
import { Header } from './header.tsx'
import { useLocation, useNavigation } from './navigation.tsx'
import { SignIn } from './sign-in.tsx'
import { isRefused, useMayCall, useMe, useScreens } from './use-screens.ts'

// Screens that are rarely open are loaded on demand. The rules screen also brings the pattern engine.
const ImportsScreen = lazy(async () => ({ default: (await import('../imports/imports-screen.tsx')).ImportsScreen }))
const PerformanceScreen = lazy(async () => ({
  default: (await import('../performance/performance-screen.tsx')).PerformanceScreen,
}))
const RootCausesScreen = lazy(async () => ({
  default: (await import('../root-causes/root-causes-screen.tsx')).RootCausesScreen,
}))
const SettingsScreen = lazy(async () => ({ default: (await import('../settings/settings-screen.tsx')).SettingsScreen }))
const AuditScreen = lazy(async () => ({ default: (await import('../audit/audit-screen.tsx')).AuditScreen }))
const LookedAtScreen = lazy(async () => ({
  default: (await import('../audit/looked-at-screen.tsx')).LookedAtScreen,
}))
const MyLooksScreen = lazy(async () => ({ default: (await import('../my-day/my-looks-screen.tsx')).MyLooksScreen }))
const WeekScreen = lazy(async () => ({ default: (await import('../my-day/week-screen.tsx')).WeekScreen }))
const PolicyScreen = lazy(async () => ({ default: (await import('../my-day/policy-screen.tsx')).PolicyScreen }))
const AccountsScreen = lazy(async () => ({ default: (await import('../accounts/accounts-screen.tsx')).AccountsScreen }))
const MyAccountScreen = lazy(async () => ({
  default: (await import('../my-account/my-account-screen.tsx')).MyAccountScreen,
}))
const DevicesScreen = lazy(async () => ({ default: (await import('../devices/devices-screen.tsx')).DevicesScreen }))
const SetupScreen = lazy(async () => ({ default: (await import('../setup/setup-screen.tsx')).SetupScreen }))
const PolicyEditor = lazy(async () => ({ default: (await import('../policy/policy-editor.tsx')).PolicyEditor }))
const RulesScreen = lazy(async () => ({ default: (await import('../rules/rules-screen.tsx')).RulesScreen }))

const screenNames = {
  '/team': 'team',
  '/performance': 'performance',
  '/worklist': 'worklist',
  '/root-causes': 'rootCauses',
  '/imports': 'imports',
  '/rules': 'rules',
  '/policy': 'policyEditor',
  '/settings': 'settings',
  '/setup': 'setup',
  '/devices': 'devices',
  '/accounts': 'accounts',
  '/audit': 'audit',
  '/looked-at': 'lookedAt',
  '/my-account': 'myAccount',
  '/my-day': 'myDay',
  '/my-day/sent': 'dataSent',
  '/my-day/health': 'health',
  '/my-day/notice': 'notice',
  '/my-day/looked-at': 'lookedAt',
  '/my-day/week': 'week',
  '/my-day/policy': 'policy',
} as const

/** Screens of the computer that records. */
const desktopScreens: Readonly<Record<string, ComponentType<{ readonly desktop: Desktop }>>> = {
  '/my-day': MyDayScreen,
  '/my-day/sent': SentScreen,
  '/my-day/health': HealthScreen,
  '/my-day/notice': NoticeScreen,
  '/my-day/looked-at': MyLooksScreen,
  '/my-day/week': WeekScreen,
  '/my-day/policy': PolicyScreen,
}

function screenName(path: string) {
  return Object.hasOwn(screenNames, path) ? screenNames[path as keyof typeof screenNames] : 'notFound'
}

export function App() {
  const t = useTranslations('app')
  const environment = useAppEnvironment()
  const location = useLocation()
  const path =
    location.path === '/' || location.path === '/index.html'
      ? environment.kind === 'desktop'
        ? '/my-day'
        : '/team'
      : location.path
  const token = useToken()
  const [invitation, setInvitation] = useState(environment.kind === 'browser' ? environment.invitation : null)
  const [refusal, setRefusal] = useState(environment.kind === 'browser' ? environment.refusal : null)
  // It works once: who signs out afterward signs in with the password.
  useEffect(() => {
    if (token === null) return
    setInvitation(null)
    setRefusal(null)
  }, [token])
  if (token === null && environment.kind === 'browser') {
    const { accounts } = environment
    return (
      <>
        <Title screen={invitation === null ? 'signIn' : 'invitation'} />
        {invitation === null ? (
          <SignIn token={environment.token} accounts={accounts} refusal={refusal} />
        ) : (
          <AcceptInvitation invitation={invitation} accounts={accounts} />
        )}
      </>
    )
  }
  // Another token is another person: nothing on the screen is kept.
  return (
    <Fragment key={token}>
      <ScreenTitle path={path} />
      <Header path={path} />
      <main className={styles.main} id="content">
        {/* The screen Rules shows the publication itself. */}
        {path !== '/rules' && <ProposalLine />}
        <Suspense fallback={<Notice screen kind="loading" title={t('loading')} />}>
          {environment.kind === 'desktop' ? (
            <NoticeFirst desktop={environment} path={path}>
              <Screen path={path} />
            </NoticeFirst>
          ) : (
            <Screen path={path} />
          )}
        </Suspense>
      </main>
    </Fragment>
  )
}

/** The title of the window or tab. */
function Title({ screen }: { readonly screen: ReturnType<typeof screenName> | 'signIn' | 'invitation' | 'ownWork' }) {
  const t = useTranslations('app')
  useEffect(() => {
    document.title = t('title', { screen: t(`screen.${screen}`) })
  }, [screen, t])
  return null
}

/** The title is what the menu calls the screen. */
function ScreenTitle({ path }: { readonly path: string }) {
  const inMenu = useScreens().find(({ to }) => to === path)
  return <Title screen={inMenu?.name ?? screenName(path)} />
}

/** A screen, once it is known whether whoever is signed in may ask for what it shows. */
function Screen({ path }: { readonly path: string }) {
  const t = useTranslations('app')
  const { latest: me, problem } = useMe()
  const DesktopScreen = Object.hasOwn(desktopScreens, path) ? desktopScreens[path] : undefined
  const environment = useAppEnvironment()
  if (DesktopScreen && environment.kind === 'desktop') return <DesktopScreen desktop={environment} />
  // Who cannot be asked is told by the screen itself.
  if (me === null && problem === null) return <Notice screen kind="loading" title={t('loading')} />
  return (
    <>
      <AllowedScreen path={path} refused={me !== null && isRefused(path, me)} />
      {/* Over every screen: a claim is searched from all of them. */}
      <DenialDrawer />
    </>
  )
}

function AllowedScreen({ path, refused }: { readonly path: string; readonly refused: boolean }) {
  const t = useTranslations('app')
  const environment = useAppEnvironment()
  const navigation = useNavigation()
  const home = useHome(path === '/team' && refused)
  const to = home?.to ?? null
  useEffect(() => {
    if (to !== null) navigation.go(to, { replace: true })
  }, [to, navigation])
  if (home !== null) return <Notice screen kind="loading" title={t('loading')} />
  if (refused) {
    return (
      <Notice screen kind="empty" title={t('refused.title')}>
        {t('refused.text')}
      </Notice>
    )
  }
  if (Object.hasOwn(desktopScreens, path)) {
    return (
      <Notice screen kind="empty" title={t('myDayElsewhere.title')}>
        {t('myDayElsewhere.text')}
      </Notice>
    )
  }
  switch (path) {
    case '/team':
      return <TeamScreen />
    case '/performance':
      return <PerformanceScreen />
    case '/worklist':
      return <WorklistScreen />
    case '/root-causes':
      return <RootCausesScreen />
    case '/imports':
      return <ImportsScreen />
    case '/settings':
      return <SettingsScreen />
    case '/accounts':
    case '/my-account':
    case '/setup':
      if (environment.kind === 'desktop') {
        return (
          <Notice screen kind="empty" title={t('accountsElsewhere.title')}>
            {t('accountsElsewhere.text')}
          </Notice>
        )
      }
      if (path === '/my-account') return <MyAccountScreen accounts={environment.accounts} />
      if (path === '/setup') return <SetupScreen browser={environment} />
      return (
        <AccountsScreen accounts={environment.accounts} devices={environment.devices} prefix={environment.prefix} />
      )
    case '/audit':
      return <AuditScreen />
    case '/looked-at':
      return <LookedAtScreen />
    case '/devices':
      return <DevicesScreen />
    case '/rules':
      return <RulesScreen />
    case '/policy':
      return <PolicyEditor />
    default:
      return (
        <Notice screen kind="empty" title={t('notFound.title')}>
          {t('notFound.text')}
        </Notice>
      )
  }
}

/**
 * The address of the endpoint opens the team panel. Who has no use for it gets to the first screen of their own: where nobody has set anything up,
 * admins to the checklist.
 * @param isSought false: the panel is theirs, or another screen is open
 * @returns null: none is sought; `to` is null until it is known
 */
function useHome(isSought: boolean): { readonly to: string | null } | null {
  const [first] = useScreens()
  const setsUp = useMayCall('setup')
  const { kind } = useAppEnvironment()
  const isAsked = isSought && setsUp && kind === 'browser'
  const { value, problem } = useTeamQuery('setup', {}, { enabled: isAsked })
  if (!isSought || !first) return null
  if (isAsked && value === null && problem === null) return { to: null }
  return { to: isAsked && value !== null && isUntouched(value) ? '/setup' : first.to }
}

/** The access token of the browser; null without one, and on the desktop. */
function useToken(): string | null {
  const environment = useAppEnvironment()
  const token = environment.kind === 'browser' ? environment.token : null
  return useSyncExternalStore(token?.onChange ?? noSubscription, token?.get ?? noToken)
}

const noSubscription = () => () => {}
const noToken = () => null
