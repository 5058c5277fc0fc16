import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, sep } from 'node:path'
import { app, protocol, session, type Session, type WebContents, type WebPreferences } from 'electron'

// Everything that restricts this app's windows to our own pages, in one place. A compromised page can read what the bridge
// provides, but can neither send it anywhere nor reach the computer.

/** The only origin of pages. A scheme of our own, because `file:` would give a page access to every file of the user. */
export const pageOrigin = 'app://touchledger'

/** Windows have their own in-memory session: no network, nothing on disk. */
const windowPartition = 'touchledger-windows'

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const windowPreferences = (preload: string): WebPreferences => ({
  preload,
  partition: windowPartition,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  // Would download dictionaries.
  spellcheck: false,
  devTools: !app.isPackaged,
})

/** Must run before the app is ready: a scheme cannot become an origin afterwards. */
export const hardenBeforeReady = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  app.on('session-created', denyPermissions)
  app.on('web-contents-created', (_event, contents) => denyLeaving(contents))
}

/** Runs once the app is ready. @param rendererFolder the built pages; nothing outside it is ever served. */
export const hardenWhenReady = (rendererFolder: string): void => {
  const windows = session.fromPartition(windowPartition, { cache: false })
  denyPermissions(session.defaultSession)
  denyPermissions(windows)
  denyNetwork(windows)
  windows.protocol.handle('app', (request) => answerPage(rendererFolder, request))
}

const denyPermissions = (of: Session): void => {
  of.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  of.setPermissionCheckHandler(() => false)
  of.setDevicePermissionHandler(() => false)
  of.on('will-download', (event) => event.preventDefault())
}

/** Denies everything except our own pages (and the developer tools of an unpackaged app). */
const denyNetwork = (of: Session): void => {
  of.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !url.startsWith(`${pageOrigin}/`) && !(url.startsWith('devtools:') && !app.isPackaged) }),
  )
}

const denyLeaving = (contents: WebContents): void => {
  const deny = (event: { preventDefault(): void }) => event.preventDefault()
  contents.on('will-navigate', deny)
  contents.on('will-frame-navigate', deny)
  contents.on('will-redirect', deny)
  contents.on('will-attach-webview', deny)
  // Nothing is handed to the system's browser either: its address could carry what a page has read. No screen links outside.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // WebRTC bypasses webRequest.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** Only the main frame of one of our own pages may call main. */
export const isOwnPage = (frame: { readonly url: string; readonly parent: unknown } | null): boolean =>
  frame !== null && frame.parent === null && frame.url.startsWith(`${pageOrigin}/`)

export type PageFile = { readonly path: string } | { readonly refused: 400 | 403 | 404 | 405 }

/** The file that a request asks for. An address without a file extension is a screen of the single page. */
export const pageFile = (folder: string, method: string, address: string): PageFile => {
  if (method !== 'GET') return { refused: 405 }
  const url = new URL(address)
  if (`${url.protocol}//${url.host}` !== pageOrigin) return { refused: 404 }
  let name: string
  try {
    name = decodeURIComponent(url.pathname)
  } catch {
    return { refused: 400 }
  }
  if (name.includes('\0')) return { refused: 400 }
  const path = join(folder, name)
  const inside = relative(folder, path)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return { refused: 403 }
  return { path: extname(inside) === '' ? join(folder, 'index.html') : path }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

const answerPage = async (folder: string, request: Request): Promise<Response> => {
  const file = pageFile(folder, request.method, request.url)
  if ('refused' in file) return new Response(null, { status: file.refused, headers: securityHeaders })
  const type = contentTypes[extname(file.path).toLowerCase()]
  const body = type === undefined ? null : await readFile(file.path).catch(() => null)
  if (type === undefined || body === null) return new Response(null, { status: 404, headers: securityHeaders })
  return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'content-type': type } })
}

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // A DNS lookup would send the name to the name server's operator.
  'x-dns-prefetch-control': 'off',
}
