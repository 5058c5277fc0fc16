import type { Remote } from '../../shared/contract/ruleset.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import { withText } from './draft.ts'
import { withTitle, whatIsKnown } from './remote-kind.ts'
import styles from './remote-pane.module.css'

interface RemoteEditorProps {
  readonly remote: Remote
  /** Position in the list, from 0. */
  readonly index: number
  readonly total: number
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (change: (remote: Remote) => Remote) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

export function RemoteEditor({ remote, index, total, errors, onChange, onMove, onRemove }: RemoteEditorProps) {
  const name = remote.name ?? remote.id
  const own = errors.get('')
  return (
    <fieldset className={styles.kind} data-off={remote.enabled === false ? '' : undefined}>
      <legend>
        {index + 1}. {name}
      </legend>
      <div className={styles.fields}>
        <TextField
          label="Name"
          value={remote.name ?? ''}
          placeholder={remote.id}
          error={errors.get('name')}
          onChange={(text) => onChange((before) => withText(before, 'name', text))}
        />
        <TextField
          label="Id"
          mono
          value={remote.id}
          error={errors.get('id')}
          onChange={(id) => onChange((before) => ({ ...before, id }))}
        />
        <TextField
          label="Application"
          mono
          placeholder="anything"
          value={remote.app ?? ''}
          error={errors.get('app')}
          hint="pattern, found anywhere"
          onChange={(text) => onChange((before) => withText(before, 'app', text))}
        />
        <TextField
          label="Title"
          mono
          value={remote.title}
          error={errors.get('title')}
          hint={`pattern, found anywhere; ${whatIsKnown(remote.title)}`}
          onChange={(title) => onChange((before) => withTitle(before, title))}
        />
      </div>
      {own && <p className={styles.error}>! {own}</p>}
      <div className={styles.foot}>
        <Checkbox
          label="Enabled"
          checked={remote.enabled !== false}
          onChange={(enabled) => onChange((before) => ({ ...before, enabled }))}
        />
        <Checkbox
          label="Verify on site: not seen on a real one yet"
          checked={remote.assumed === true}
          onChange={(assumed) => onChange((before) => ({ ...before, assumed }))}
        />
        <span className={styles.space} />
        <Button
          kind="quiet"
          small
          disabled={index === 0}
          aria-label={`Move ${name} up`}
          onClick={() => onMove(index - 1)}
        >
          ↑
        </Button>
        <Button
          kind="quiet"
          small
          disabled={index === total - 1}
          aria-label={`Move ${name} down`}
          onClick={() => onMove(index + 1)}
        >
          ↓
        </Button>
        <Button kind="quiet" small aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
    </fieldset>
  )
}
