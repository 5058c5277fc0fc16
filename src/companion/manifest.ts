import { companionKey, firefoxExtensionId } from '../shared/companion.ts'

export type CompanionTarget = 'chrome' | 'firefox'

/** The extension's manifest. `chrome` is also for Edge and other Chromium browsers. @param version of the product, `1.2.3` */
export const companionManifest = (target: CompanionTarget, version: string) => ({
  manifest_version: 3,
  name: 'TouchLedger companion',
  version,
  description:
    'Reports the focused page (host, path and hash), and the claim number in it where a rule says so, to the agent on this computer.',
  icons: { 512: 'icon.png' },
  // `tabs` gives the address of the active tab. No page can be read before a person or an administrator allows its host.
  permissions: ['nativeMessaging', 'scripting', 'tabs'],
  optional_host_permissions: ['https://*/*', 'http://*/*'],
  options_ui: { page: 'options.html', open_in_tab: true },
  incognito: 'not_allowed',
  ...(target === 'chrome'
    ? { key: companionKey, minimum_chrome_version: '116', background: { service_worker: 'background.js' } }
    : {
        background: { scripts: ['background.js'] },
        browser_specific_settings: {
          gecko: {
            id: firefoxExtensionId,
            strict_min_version: '142.0',
            data_collection_permissions: { required: ['browsingActivity', 'websiteContent'] },
          },
        },
      }),
})
