/** The name of the port of the extension's options page. */
export const optionsPort = 'options'

/** What the options page shows. */
export interface FieldHosts {
  /** Hosts whose pages have a field that some rule reads. */
  readonly hosts: readonly string[]
  /** Those whose pages may not be read yet. */
  readonly notAllowed: readonly string[]
}
