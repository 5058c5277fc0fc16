// What the browser companion (an extension) and the agent agree on. Without zod, which an extension need not carry.

/** The native messaging host the extension asks its browser for. */
export const companionHost = 'app.touchledger.companion'

/**
 * Public half of the key that fixes the extension's id in Chromium browsers, base64 of its DER form. Nobody has the private half: the
 * extension is loaded unpacked or published under an id of the publisher's own.
 */
export const companionKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuLoRfmrmABeTy5T/ox5FOuxAQSPvagk9YcGaLz31e3AOE6LfnFTH/WcAqiHrSO/f6Afsp2lD3jpkoCDx02ugn5juedj3jacDbip2MEDxzTOc40oQkMQRz7Vco77iV3n8alwf+HKjEpW1BXyukpVKkDKAd6wPRlDmqxl9ivbiTbpjs6AsW29Txzpov9/pejzQCQYPXhAFVZ4cKcHgRUWSXdheU5E0IMUkqho2i/wR9zEJ0tebliQ1zvgnsXvAYhSrsaJm/booPMQlc0AALK+ny35NfraNwgkEoHFbagENPHQjHYhK/kZaoIb4k4mQQu9cnQ6jJBEU89UlnTnera3YeQIDAQAB'

/** The first 16 bytes of the key's SHA-256, written with the letters a to p. */
export const chromiumExtensionId = 'lhjcljpaodhnjibckpmbdlmenjndcbhh'
export const firefoxExtensionId = 'companion@touchledger.app'

export const companionBrowsers = ['chrome', 'chromium', 'edge', 'firefox'] as const
export type CompanionBrowser = (typeof companionBrowsers)[number]

/**
 * From the agent: say what is in focus. With the first one it is ready to hear of pages: until then the extension says nothing. Further ones
 * come when the agent sees a browser's window get the focus, of which browsers do not always tell their extensions.
 */
export interface CompanionRequest {
  readonly report: true
}

/** From the extension: what the active tab of the window in focus shows. */
export interface PageReport {
  readonly browser: CompanionBrowser
  /** Scheme, host, path and hash; null: no window of this browser has the focus, or what it shows is no page of the web. */
  readonly page: string | null
}

/** No address the extension sends is longer; of a longer one the end is cut off. Characters. */
export const longestPage = 4096
