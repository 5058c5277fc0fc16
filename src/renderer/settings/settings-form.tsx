import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { SettingsName } from '../../shared/contract/settings.ts'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { documents } from './documents.ts'
import { FieldsSection } from './fields-section.tsx'
import { InsightsSection } from './insights-section.tsx'
import { LeaveDialog } from './leave-dialog.tsx'
import { ReleasesSection } from './releases-section.tsx'
import { ReportSchedulesSection } from './report-schedules-section.tsx'
import { RowsSection } from './rows-section.tsx'
import { SaveBar } from './save-bar.tsx'
import { SaveProblem } from './save-problem.tsx'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'
import { TargetsSection } from './targets-section.tsx'
import { TeamsSection } from './teams-section.tsx'
import { UndecidedCodesSection } from './undecided-codes-section.tsx'
import { useLeaveGuard } from './use-leave-guard.ts'
import { useSettings } from './use-settings.ts'

/** The form of one document. It saves the whole document or nothing. */
export function SettingsForm({
  name,
  sections,
  keepsDefaults = false,
}: {
  readonly name: SettingsName
  /** Those that are shown; all when left out. The others stay as they are. */
  readonly sections?: (section: SectionSpec) => boolean
  /** The values can be saved as they are: nobody has decided on them yet. */
  readonly keepsDefaults?: boolean
}) {
  const t = useTranslations('settings')
  const settings = useSettings(name)
  const { answer, body, dirty, errors, attempts, problem, saved, loadProblem } = settings
  const { leave, stay } = useLeaveGuard(dirty)
  const form = useRef<HTMLFormElement>(null)
  const refused = attempts > 0 && errors.size > 0
  useEffect(() => {
    if (refused && form.current) showFirstError(form.current)
  }, [refused, attempts])
  if (!answer)
    return (
      <QueryState problem={loadProblem} waiting={t('loading')} failed={t('loadFailed')} onRetry={settings.reload} />
    )
  const document = documents[name]
  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        // A field shows its error once it is left.
        if (window.document.activeElement instanceof HTMLElement) window.document.activeElement.blur()
        void settings.save(keepsDefaults)
      }}
    >
      {leave && <LeaveDialog name={document.name} onStay={stay} onLeave={leave} />}
      {(refused || problem) && (
        <SaveProblem name={name} body={body} errors={refused ? errors : null} problem={problem}>
          {problem?.code === 'conflict' && <Button onClick={settings.discard}>{t('loadNewer')}</Button>}
        </SaveProblem>
      )}
      {saved && !dirty && (
        <Banner kind="done">{saved.waits ? t('waits') : t('saved', { version: saved.version })}</Banner>
      )}
      {document.sections.filter(sections ?? (() => true)).map((section) => (
        <Section key={section.title} section={section} body={body} errors={errors} onChange={settings.change} />
      ))}
      <SaveBar
        answer={answer}
        body={body}
        dirty={dirty}
        keepsDefaults={keepsDefaults}
        saving={settings.saving}
        onDiscard={settings.discard}
      />
    </form>
  )
}

/** Opens what hides the first invalid field and puts the focus there. */
function showFirstError(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]')
  field?.closest('details')?.setAttribute('open', '')
  field?.focus()
}

function Section({ section, ...props }: SectionProps<SectionSpec>) {
  switch (section.kind) {
    case 'fields':
      return <FieldsSection section={section} {...props} />
    case 'rows':
      return <RowsSection section={section} {...props} />
    case 'targets':
      return <TargetsSection section={section} {...props} />
    case 'teams':
      return <TeamsSection section={section} {...props} />
    case 'insights':
      return <InsightsSection section={section} {...props} />
    case 'report schedules':
      return <ReportSchedulesSection section={section} />
    case 'releases':
      return <ReleasesSection section={section} />
    case 'undecided codes':
      return <UndecidedCodesSection section={section} />
  }
}
