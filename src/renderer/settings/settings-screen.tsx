import { type SettingsName, settingsNames } from '../../shared/contract/settings.ts'
import { Link, useLocation } from '../app/navigation.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { clock, day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { localZone } from '../ui/zoned-time.ts'
import { CodedField } from './coded-field.tsx'
import { documents } from './documents.ts'
import { FindingsSection } from './findings-section.tsx'
import { at, type Json, withAt } from './json-path.ts'
import { withoutEmptyPart } from './optional-part.ts'
import { RowsSection } from './rows-section.tsx'
import { errorAt, type SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import { isShown } from './shown-errors.ts'
import { isAsked, type SectionSpec } from './specs.ts'
import { TargetsSection } from './targets-section.tsx'
import { TeamsSection } from './teams-section.tsx'
import { useSettings } from './use-settings.ts'

/** What admins decide: a document a tab. */
export function SettingsScreen() {
  const { params } = useLocation()
  const chosen = params.get('document')
  const name = settingsNames.find((one) => one === chosen) ?? 'calendar'
  return (
    <>
      <ScreenHead
        title="Settings"
        explanation={
          <>
            {documents[name].explanation} · <Link to="/devices">devices</Link>
          </>
        }
      >
        <SegmentedControl
          label="Settings"
          items={settingsNames.map((one) => ({
            name: documents[one].name,
            to: `/settings?document=${one}`,
            current: one === name,
          }))}
        />
      </ScreenHead>
      <SettingsDocument key={name} name={name} />
    </>
  )
}

function SettingsDocument({ name }: { readonly name: SettingsName }) {
  const settings = useSettings(name)
  const { answer, body, dirty, problem, saving, savedVersion, loadProblem } = settings
  if (!answer)
    return (
      <QueryState
        problem={loadProblem}
        waiting="Fetching the settings…"
        failed="The settings cannot be shown"
        onRetry={settings.reload}
      />
    )
  const errors = new Map(problem?.errors.map(({ pointer, detail }) => [pointer.replace(/^\//, ''), detail]))
  const homeless = problem?.errors.filter(({ pointer }) => !isShown(documents[name], pointer.replace(/^\//, ''))) ?? []
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void settings.save()
      }}
    >
      {problem && (
        <Banner
          kind="problem"
          action={
            problem.code === 'conflict' ? <Button onClick={settings.discard}>Load the newer ones</Button> : undefined
          }
        >
          <b>Not saved.</b> {problem.message}
          {homeless.map(({ pointer, detail }) => (
            <p key={pointer + detail}>
              {pointer}: {detail}
            </p>
          ))}
        </Banner>
      )}
      {savedVersion !== null && !dirty && <Banner kind="done">Saved as version {savedVersion}.</Banner>}
      {documents[name].sections.map((section) => (
        <Section key={section.title} section={section} body={body} errors={errors} onChange={settings.change} />
      ))}
      <div className={styles.bar}>
        <p>
          {answer.version === 0
            ? 'Nobody has changed these yet: they are the defaults.'
            : `Version ${answer.version}${answer.changedBy === null ? '' : `, by ${answer.changedBy}`}${answer.changedAt === null ? '' : `, ${day(answer.changedAt, localZone())}, ${clock(answer.changedAt, localZone())}`}.`}
        </p>
        {dirty && (
          <Button kind="quiet" onClick={settings.discard}>
            Discard
          </Button>
        )}
        <Button kind="primary" type="submit" disabled={!dirty || saving}>
          {saving ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  )
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
    case 'findings':
      return <FindingsSection section={section} {...props} />
  }
}

function FieldsSection({ section, body, errors, onChange }: SectionProps<Extract<SectionSpec, { kind: 'fields' }>>) {
  const { title, explanation, fields, optional } = section
  const change = (path: string, value: Json) => {
    const next = withAt(body, path, value)
    onChange(optional === undefined ? next : withoutEmptyPart(next, optional, fields))
  }
  return (
    <Card title={title} explanation={explanation}>
      <div className={styles.fields}>
        {fields
          .filter((spec) => isAsked(spec, body))
          .map((spec) => (
            <CodedField
              key={spec.path}
              spec={spec}
              value={at(body, spec.path)}
              error={errorAt(errors, spec.path)}
              onChange={(value) => change(spec.path, value)}
            />
          ))}
      </div>
    </Card>
  )
}
