import { useTranslations } from 'use-intl'
import { address, Link, useNavigation } from '../app/navigation.tsx'
import type { Draft } from '../rules/draft.ts'
import { PublishBar } from '../rules/publish-bar.tsx'
import { PublishNotice } from '../rules/publish-notice.tsx'
import { errorsAt, wrongKeys } from '../rules/rule-errors.ts'
import type { useRulesDraft } from '../rules/use-rules-draft.ts'
import { WithRulesDraft } from '../rules/with-rules-draft.tsx'
import { policyDocuments } from '../settings/documents.ts'
import { SettingsForm } from '../settings/settings-form.tsx'
import { SettingsVersions } from '../settings/settings-versions.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { PrivateProgramsCard } from './private-programs-card.tsx'
import { RecordingCard } from './recording-card.tsx'
import styles from './policy.module.css'
import { ThresholdsCard } from './thresholds-card.tsx'

const parts = ['recording', ...policyDocuments] as const

/** Every setting of what is recorded, counted and kept, on one screen. */
export function PolicyEditor() {
  const t = useTranslations('policy')
  return (
    <WithRulesDraft waiting={t('loading')} failed={t('loadFailed')}>
      {(rules, draft) => <PolicyParts rules={rules} draft={draft} />}
    </WithRulesDraft>
  )
}

interface DraftProps {
  readonly rules: ReturnType<typeof useRulesDraft>
  readonly draft: Draft
}

function PolicyParts({ rules, draft }: DraftProps) {
  const t = useTranslations('policy')
  return (
    <>
      <ScreenHead
        title={t('title')}
        explanation={
          <>
            {t('explanation')} <Link to="/rules">{t('rulesLink')}</Link> <Link to="/settings">{t('settingsLink')}</Link>
          </>
        }
      >
        <nav className={styles.parts} aria-label={t('parts')}>
          {parts.map((part) => (
            <a key={part} href={`#${part}`}>
              {t(`part.${part}`)}
            </a>
          ))}
        </nav>
      </ScreenHead>
      <PublishNotice rules={rules} />
      <RecordedPolicy rules={rules} draft={draft} />
      {policyDocuments.map((name) => (
        <section key={name} id={name} className={styles.group} aria-labelledby={`${name}-title`}>
          <div>
            <h2 className={styles.groupTitle} id={`${name}-title`}>
              {t(`part.${name}`)}
            </h2>
            <p className={styles.groupExplanation}>{t(`partExplanation.${name}`)}</p>
          </div>
          <SettingsForm name={name} />
          <SettingsVersions name={name} title={t(`versionsOf.${name}`)} />
        </section>
      ))}
    </>
  )
}

/** What computers are told with the rules. It has one draft with them, and one publication. */
function RecordedPolicy({ rules, draft }: DraftProps) {
  const t = useTranslations('policy')
  const navigation = useNavigation()
  const errors = errorsAt(rules.errors, '/policy')
  const toRule = (key: number | undefined) => {
    const id = draft.rules.find((entry) => entry.key === key)?.item.id
    navigation.go(address('/rules', new URLSearchParams(id === undefined ? { pane: 'remote' } : { rule: id })))
  }
  const showError = () => {
    const [wrong] = wrongKeys(rules.errors, draft)
    if (errors.size === 0) toRule(wrong)
    else document.querySelector<HTMLElement>('#recording [aria-invalid="true"]')?.focus()
  }
  return (
    <section id="recording" className={styles.group} aria-labelledby="recording-title">
      <div>
        <h2 className={styles.groupTitle} id="recording-title">
          {t('part.recording')}
        </h2>
        <p className={styles.groupExplanation}>{t('partExplanation.recording')}</p>
      </div>
      <RecordingCard draft={draft} errors={errors} onChange={rules.change} />
      <PrivateProgramsCard draft={draft} onChange={rules.change} />
      <ThresholdsCard draft={draft} errors={errors} onChange={rules.change} />
      {rules.edited && <PublishBar rules={rules} draft={draft} onShowError={showError} onSelect={toRule} />}
    </section>
  )
}
