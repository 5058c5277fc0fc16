import { Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link, useNavigation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { loadViews, type SavedView, saveViews } from './saved-views-storage.ts'
import styles from './saved-views.module.css'

/** Named addresses. They are stored in this browser; people share a view by copying its link. */
export function SavedViews() {
  const t = useTranslations('team.savedViews')
  const navigation = useNavigation()
  const { localStorage } = useAppEnvironment()
  const [open, setOpen] = useState(false)
  const [views, setViews] = useState<readonly SavedView[]>(() => loadViews(localStorage))
  const [name, setName] = useState('')
  const keep = (next: readonly SavedView[]) => {
    setViews(next)
    saveViews(localStorage, next)
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    const named = name.trim()
    if (named === '') return
    keep([...views.filter((view) => view.name !== named), { name: named, address: navigation.current() }])
    setName('')
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button kind="quiet" small>
          {views.length > 0 ? t('openCount', { count: views.length }) : t('open')}
        </Button>
      </Popover.Trigger>
      <Popover.Content className={styles.sheet} align="end" sideOffset={6} aria-label={t('label')}>
        {views.length === 0 ? (
          <p className={styles.quiet}>{t('none')}</p>
        ) : (
          <ul className={styles.views}>
            {views.map((view) => (
              <li key={view.name}>
                <Link to={view.address} onClick={() => setOpen(false)}>
                  {view.name}
                </Link>
                <Button
                  kind="quiet"
                  small
                  aria-label={t('delete', { name: view.name })}
                  onClick={() => keep(views.filter((other) => other !== view))}
                >
                  ✕
                </Button>
              </li>
            ))}
          </ul>
        )}
        <form className={styles.form} onSubmit={save}>
          <label>
            {t('name')}
            <input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
          </label>
          <Button small type="submit" disabled={name.trim() === ''}>
            {t('save')}
          </Button>
        </form>
      </Popover.Content>
    </Popover.Root>
  )
}
