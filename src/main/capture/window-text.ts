const longestTitle = 2048

/** A title for observations: well-formed, at most 2048 characters; null for a window without one. */
export const windowTitle = (text: string | null | undefined): string | null => {
  if (text === null || text === undefined) return null
  const end = text.indexOf('\0')
  const title = (end < 0 ? text : text.slice(0, end)).slice(0, longestTitle)
  // A lone surrogate can be neither compared nor stored reliably.
  return title === '' ? null : title.replace(/\p{Surrogate}/gu, '\uFFFD')
}

/**
 * A page's address without query, user name and password; null if it is not a page's address. An address without scheme
 * (`availity.com/claims`) counts as https.
 */
export const urlWithoutQuery = (text: string | null | undefined): string | null => {
  const address = (text ?? '').trim()
  if (address === '') return null
  const url = parseUrl(hasScheme(address) ? address : `https://${address}`)
  // `data:` and `javascript:` carry content, not a location.
  if (url === null || (url.host === '' && url.protocol !== 'file:')) return null
  url.search = ''
  url.username = ''
  url.password = ''
  return url.href
}

const hasScheme = (address: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(address) || /^(about|blob|data|javascript|mailto|view-source):/i.test(address)

const parseUrl = (address: string): URL | null => {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
