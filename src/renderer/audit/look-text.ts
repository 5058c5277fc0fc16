/** Texts of what was looked at, by the operation id of its route; `records` stands for those without one. */
interface LookTexts<Key extends string> {
  (key: Key | 'records'): string
  readonly has: (key: Key | 'records') => boolean
}

/** What was looked at, in words. @param operation null: no request */
export function lookText<Key extends string>(texts: LookTexts<Key>, operation: string | null): string {
  // A route without a text of its own is no key: `has` says so.
  const key = operation as Key
  return operation !== null && texts.has(key) ? texts(key) : texts('records')
}
