import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { SetupFacts } from '../../shared/contract/setup.ts'
import { type SetupStep, setupSteps } from '../../shared/setup/index.ts'
import { AccountsScreen } from '../accounts/accounts-screen.tsx'
import { Link } from '../app/navigation.tsx'
import type { Browser } from '../bridge/app-environment.ts'
import { DevicesScreen } from '../devices/devices-screen.tsx'
import { ImportsScreen } from '../imports/imports-screen.tsx'
import { PeopleList } from '../people-list/people-list.tsx'
import { SettingsForm } from '../settings/settings-form.tsx'
import { Card } from '../ui/card.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import styles from './setup.module.css'
import { SystemsStep } from './systems-step.tsx'
import { addressOf } from './step-text.ts'

interface StepProps {
  readonly step: SetupStep
  readonly browser: Browser
  /** Null: not known yet. */
  readonly facts: SetupFacts | null
}

/** One step, with the way back to the checklist and on to the next step. */
export function StepFrame(props: StepProps) {
  const t = useTranslations('setup')
  const { step } = props
  const at = setupSteps.indexOf(step)
  const next = setupSteps[at + 1]
  return (
    <>
      <nav className={styles.trail} data-print="hide" aria-label={t('title')}>
        <Link to="/setup">{t('backToList')}</Link>
        <span>{t('stepOf', { step: at + 1, total: setupSteps.length })}</span>
      </nav>
      <Step {...props} />
      <div className={styles.onward} data-print="hide">
        <Link to={next ? addressOf(next) : '/setup'} className={styles.open}>
          {next ? t('next', { name: t(`step.${next}.name`) }) : t('finish')}
        </Link>
      </div>
    </>
  )
}

/** The screens and forms that are also elsewhere. */
function Step({ step, browser, facts }: StepProps) {
  switch (step) {
    case 'viewers':
      return <AccountsScreen accounts={browser.accounts} devices={browser.devices} prefix={browser.prefix} />
    case 'denials':
      return <ImportsScreen />
    case 'computers':
      return (
        <>
          <WaysIn />
          <DevicesScreen />
        </>
      )
    case 'organization':
    case 'calendar':
      return (
        <Titled step={step}>
          <SettingsForm name={step} keepsDefaults={step === 'calendar' && facts?.calendarSaved === false} />
        </Titled>
      )
    case 'wage':
    case 'targets':
      return (
        <Titled step={step}>
          <SettingsForm
            name="economics"
            sections={({ kind }) => (step === 'wage' ? kind === 'fields' : kind === 'targets')}
          />
        </Titled>
      )
    case 'people':
      return (
        <Titled step={step}>
          <PeopleList browser={browser} />
        </Titled>
      )
    case 'systems':
      return (
        <Titled step={step}>
          <SystemsStep />
        </Titled>
      )
  }
}

/** How computers come in: by a code, by many, or by a key. */
function WaysIn() {
  const t = useTranslations('setup.computers')
  const link = (chunks: ReactNode) => <Link to={addressOf('people')}>{chunks}</Link>
  return (
    <div className={styles.ways}>
      <Card title={t('title')} explanation={t('explanation')}>
        <ul>
          <li>{t.rich('one', { strong })}</li>
          <li>{t.rich('many', { strong, link })}</li>
          <li>{t.rich('all', { strong })}</li>
        </ul>
      </Card>
    </div>
  )
}

function Titled({ step, children }: { readonly step: SetupStep; readonly children: ReactNode }) {
  const t = useTranslations('setup')
  return (
    <>
      <div data-print="hide">
        <ScreenHead title={t(`step.${step}.name`)} explanation={t(`step.${step}.for`)} />
      </div>
      {children}
    </>
  )
}
