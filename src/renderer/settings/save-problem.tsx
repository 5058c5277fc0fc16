import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { SettingsName } from '../../shared/contract/settings.ts'
import { Banner } from '../ui/notice.tsx'
import { fieldsOf } from './document-fields.ts'
import { type FieldErrors, fieldAt } from './document-errors.ts'
import { documents } from './documents.ts'
import type { Json } from './json-path.ts'

/** Why nothing was saved. Errors that no field shows are listed here. */
export function SaveProblem({
  name,
  body,
  errors,
  problem,
  children,
}: {
  readonly name: SettingsName
  readonly body: Json
  /** The errors of the fields; null when something else went wrong. */
  readonly errors: FieldErrors | null
  readonly problem: ClientProblem | null
  readonly children: ReactNode
}) {
  const t = useTranslations('settings')
  const document = documents[name]
  const fields = fieldsOf(document, body)
  const elsewhere = [...(errors ?? [])].filter(([path]) => fieldAt(fields, path) === undefined)
  return (
    <Banner kind="problem" action={children}>
      {errors !== null ? (
        t('hasErrors', { name: document.name, count: errors.size })
      ) : problem?.code === 'conflict' ? (
        t('conflict')
      ) : (
        <>{t('notSaved', { name: document.name, message: problem?.message ?? '' })}</>
      )}
      {elsewhere.map(([path, message]) => (
        <p key={path}>{message}</p>
      ))}
    </Banner>
  )
}
