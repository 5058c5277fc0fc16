import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from 'use-intl'
import { displayLocale } from './locale.ts'
import { enUS } from './messages.ts'

type Namespace = NamespaceKeys<Messages, NestedKeyOf<Messages>>

/** The texts of one part of a catalog, for functions outside React. Components use `useTranslations` of use-intl. */
export function translator<Name extends Namespace>(namespace: Name) {
  return createTranslator<Messages, Name>({ locale: displayLocale, messages: enUS, namespace })
}
