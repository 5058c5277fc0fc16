import { useTranslations } from 'use-intl'
import { type SettingsName, settingsNames } from '../../shared/contract/settings.ts'
import { Link, useLocation } from '../app/navigation.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { documents, policyDocuments } from './documents.ts'
import { SettingsForm } from './settings-form.tsx'
import { SettingsVersions } from './settings-versions.tsx'

const ofPolicy: ReadonlySet<SettingsName> = new Set(policyDocuments)
const shownNames = settingsNames.filter((name) => !ofPolicy.has(name))

/** The decisions of an admin, one document per tab. */
export function SettingsScreen() {
  const t = useTranslations('settings')
  const { params } = useLocation()
  const chosen = params.get('document')
  const name: SettingsName = shownNames.find((one) => one === chosen) ?? 'contracts'
  return (
    <>
      <ScreenHead
        title={t('title')}
        explanation={
          <>
            {documents[name].explanation} <Link to="/policy">{t('policyLink')}</Link>{' '}
            <Link to="/devices">{t('devicesLink')}</Link> <Link to="/accounts">{t('accountsLink')}</Link>{' '}
            <Link to="/setup">{t('setupLink')}</Link>
          </>
        }
      >
        <SegmentedControl
          label={t('tabs')}
          items={shownNames.map((one) => ({
            name: documents[one].name,
            to: `/settings?document=${one}`,
            current: one === name,
          }))}
        />
      </ScreenHead>
      <SettingsForm key={name} name={name} />
      <SettingsVersions key={`${name} versions`} name={name} />
    </>
  )
}
