import { useTranslations } from 'use-intl'
import type { Remote } from '../../shared/contract/ruleset.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import { withText } from './draft.ts'
import styles from './remote-pane.module.css'
import { effectOf, withTitle } from './remote-type.ts'

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

/** One type of remote windows. */
export function RemoteEditor({ remote, index, total, errors, onChange, onMove, onRemove }: RemoteEditorProps) {
  const t = useTranslations('rules.remote')
  const field = useTranslations('rules.editor')
  const name = remote.name ?? remote.id
  const own = errors.get('')
  return (
    <fieldset className={styles.kind} data-off={remote.enabled === false ? '' : undefined}>
      <legend>{t('heading', { position: index + 1, name })}</legend>
      <div className={styles.fields}>
        <TextField
          label={field('name')}
          value={remote.name ?? ''}
          placeholder={remote.id}
          error={errors.get('name')}
          onChange={(text) => onChange((before) => withText(before, 'name', text))}
        />
        <TextField
          label={field('id')}
          mono
          value={remote.id}
          error={errors.get('id')}
          onChange={(id) => onChange((before) => ({ ...before, id }))}
        />
        <TextField
          label={field('app')}
          mono
          placeholder={field('anything')}
          value={remote.app ?? ''}
          error={errors.get('app')}
          hint={field('pattern')}
          onChange={(text) => onChange((before) => withText(before, 'app', text))}
        />
        <TextField
          label={field('titleField')}
          mono
          value={remote.title}
          error={errors.get('title')}
          hint={t('titleHint', { effect: t(`effect.${effectOf(remote.title)}`) })}
          onChange={(title) => onChange((before) => withTitle(before, title))}
        />
      </div>
      {own && <p className={styles.error}>! {own}</p>}
      <div className={styles.foot}>
        <Checkbox
          label={field('enabled')}
          checked={remote.enabled !== false}
          onChange={(enabled) => onChange((before) => ({ ...before, enabled }))}
        />
        <Checkbox
          label={field('unverified')}
          checked={remote.assumed === true}
          onChange={(assumed) => onChange((before) => ({ ...before, assumed }))}
        />
        <span className={styles.space} />
        <Button
          kind="quiet"
          small
          disabled={index === 0}
          aria-label={t('moveUp', { name })}
          onClick={() => onMove(index - 1)}
        >
          ↑
        </Button>
        <Button
          kind="quiet"
          small
          disabled={index === total - 1}
          aria-label={t('moveDown', { name })}
          onClick={() => onMove(index + 1)}
        >
          ↓
        </Button>
        <Button kind="quiet" small aria-label={t('removeNamed', { name })} onClick={onRemove}>
          {t('remove')}
        </Button>
      </div>
    </fieldset>
  )
}
