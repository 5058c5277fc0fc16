// Protocol between the browser companion (an extension) and the agent. No zod, because an extension should stay small.

/** Name of the native messaging host. */
export const companionHost = 'app.touchledger.companion'

/**
 * Public key (DER, base64) that fixes the extension's id in Chromium browsers. The private key does not exist: the extension is
 * loaded unpacked or published under the publisher's own id.
 */
export const companionKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuLoRfmrmABeTy5T/ox5FOuxAQSPvagk9YcGaLz31e3AOE6LfnFTH/WcAqiHrSO/f6Afsp2lD3jpkoCDx02ugn5juedj3jacDbip2MEDxzTOc40oQkMQRz7Vco77iV3n8alwf+HKjEpW1BXyukpVKkDKAd6wPRlDmqxl9ivbiTbpjs6AsW29Txzpov9/pejzQCQYPXhAFVZ4cKcHgRUWSXdheU5E0IMUkqho2i/wR9zEJ0tebliQ1zvgnsXvAYhSrsaJm/booPMQlc0AALK+ny35NfraNwgkEoHFbagENPHQjHYhK/kZaoIb4k4mQQu9cnQ6jJBEU89UlnTnera3YeQIDAQAB'

/** The first 16 bytes of the key's SHA-256, as letters from a to p. */
export const chromiumExtensionId = 'lhjcljpaodhnjibckpmbdlmenjndcbhh'
export const firefoxExtensionId = 'companion@touchledger.app'

export const companionBrowsers = ['chrome', 'chromium', 'edge', 'firefox'] as const
export type CompanionBrowser = (typeof companionBrowsers)[number]

/** An element of a page that the agent wants read. */
export interface FieldRequest {
  /** Names the rule; the report repeats it. */
  readonly id: string
  /** The page, as it was reported. No other page is read. */
  readonly page: string
  /** A domain with its subdomains, whose pages the browser has to allow. */
  readonly host: string
  /** CSS, of the shape that `selectorFault` lets pass. */
  readonly selector: string
  /** RE2 with a group `ref`. */
  readonly pattern: string
}

/** What was found in it: the match of the pattern, or null. */
export interface FieldReport {
  readonly id: string
  readonly text: string | null
}

/**
 * From the agent: a request for a report. The extension sends no report before the first request. Later requests follow when a
 * browser window gets the focus, because browsers do not always notify their extensions.
 */
export interface CompanionRequest {
  readonly report: true
  /** All hosts of which a field is read, at most 200. Left out where they are as before. */
  readonly hosts?: readonly string[]
  /** Left out: nothing of any page is read. */
  readonly field?: FieldRequest
}

/** From the extension: the active tab of the focused window. */
export interface PageReport {
  readonly browser: CompanionBrowser
  /** Scheme, host, path and hash; null if no window of this browser has the focus or it shows no web page. */
  readonly page: string | null
  /** Of this very page. Left out while it is not known, and where nothing is to be read. */
  readonly field?: FieldReport | undefined
  /** The first hosts whose pages the browser does not let the extension read. Left out: there are none. */
  readonly notAllowed?: readonly string[] | undefined
}

/** Longest address that the extension sends, in characters; a longer one is truncated. */
export const longestPage = 4096
/** Longest text of an element that is read, in characters. A longer one is no field: nothing of it is read. */
export const longestField = 200
/** Most hosts that a report names. */
export const mostNotAllowed = 20
