/** What every package says of itself, as in electron-builder.yml. */
export const about = {
  maintainer: 'TouchLedger maintainers <maintainers@touchledger.invalid>',
  synopsis: 'Shows where denial work really goes',
  license: 'Apache-2.0',
}
