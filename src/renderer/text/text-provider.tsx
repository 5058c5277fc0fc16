import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import { displayLocale } from './locale.ts'
import { enUS } from './messages.ts'

/** Gives `useTranslations` its catalog. */
export function TextProvider({ children }: { readonly children: ReactNode }) {
  return (
    <IntlProvider locale={displayLocale} messages={enUS} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      {children}
    </IntlProvider>
  )
}
