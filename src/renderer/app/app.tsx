import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Notice } from '../ui/notice.tsx'
import { HealthScreen } from '../my-day/health-screen.tsx'
import { MyDayScreen } from '../my-day/my-day-screen.tsx'
import { SentScreen } from '../my-day/sent-screen.tsx'
import { TeamScreen } from '../team-panel/team-screen.tsx'
import { WorklistScreen } from '../worklist/worklist-screen.tsx'
import styles from './app.module.css'
import { Header } from './header.tsx'
import { useLocation } from './navigation.tsx'
import { SignIn } from './sign-in.tsx'

// Apart: what is opened now and then is not loaded with what is opened all day. The rules carry the pattern engine, too.
const ImportsScreen = lazy(async () => ({ default: (await import('../imports/imports-screen.tsx')).ImportsScreen }))
const RootCausesScreen = lazy(async () => ({
  default: (await import('../root-causes/root-causes-screen.tsx')).RootCausesScreen,
}))
const SettingsScreen = lazy(async () => ({ default: (await import('../settings/settings-screen.tsx')).SettingsScreen }))
const DevicesScreen = lazy(async () => ({ default: (await import('../devices/devices-screen.tsx')).DevicesScreen }))
const RulesScreen = lazy(async () => ({ default: (await import('../rules/rules-screen.tsx')).RulesScreen }))

const titles: Readonly<Record<string, string>> = {
  '/team': 'Team',
  '/worklist': 'Worklist',
  '/root-causes': 'Root causes',
  '/imports': 'Imports',
  '/rules': 'Rules',
  '/settings': 'Settings',
  '/devices': 'Devices',
  '/my-day': 'My day',
  '/my-day/sent': 'What is sent',
  '/my-day/health': 'Health',
}

export function App() {
  const environment = useAppEnvironment()
  const location = useLocation()
  const path =
    location.path === '/' || location.path === '/index.html'
      ? environment.kind === 'desktop'
        ? '/my-day'
        : '/team'
      : location.path
  useEffect(() => {
    document.title = `${titles[path] ?? 'Not found'} · TouchLedger`
  }, [path])

  const signedIn = useSignedIn()
  if (!signedIn && environment.kind === 'browser') return <SignIn token={environment.token} />
  return (
    <>
      <Header path={path} />
      <main className={styles.main} id="content">
        <Suspense fallback={<Notice screen kind="loading" title="Loading…" />}>
          <Screen path={path} />
        </Suspense>
      </main>
    </>
  )
}

function Screen({ path }: { readonly path: string }) {
  const environment = useAppEnvironment()
  switch (path) {
    case '/team':
      return <TeamScreen />
    case '/worklist':
      return <WorklistScreen />
    case '/root-causes':
      return <RootCausesScreen />
    case '/imports':
      return <ImportsScreen />
    case '/settings':
      return <SettingsScreen />
    case '/devices':
      return <DevicesScreen />
    case '/rules':
      return <RulesScreen />
    case '/my-day':
    case '/my-day/sent':
    case '/my-day/health':
      if (environment.kind === 'browser') {
        return (
          <Notice screen kind="empty" title="My day is on your own computer">
            Open TouchLedger from its icon in the tray. What is recorded about you is shown there, not in a browser.
          </Notice>
        )
      }
      if (path === '/my-day/health') return <HealthScreen desktop={environment} />
      return path === '/my-day' ? <MyDayScreen desktop={environment} /> : <SentScreen desktop={environment} />
    default:
      return (
        <Notice screen kind="empty" title="There is no such screen">
          The address may be from another version. Use the navigation above.
        </Notice>
      )
  }
}

function useSignedIn(): boolean {
  const environment = useAppEnvironment()
  const token = environment.kind === 'browser' ? environment.token : null
  const value = useSyncExternalStore(token?.onChange ?? noSubscription, token?.get ?? nothing)
  return token === null || value !== null
}

const noSubscription = () => () => {}
const nothing = () => null
