import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { endpointOptions, variableOf, type EndpointOption } from '../server/option-list.ts'
import { markdownTable } from './markdown-table.ts'

const page = new URL('../../docs/deployment.md', import.meta.url)

function optionsTable(): string {
  const rows = endpointOptions.map((option: EndpointOption) => {
    const value = option.value === null ? '' : ` ${option.value}`
    return [`\`--${option.name}${value}\``, `\`${variableOf(option)}\``, option.standard ?? '', option.meaning]
  })
  return `${markdownTable(['Option', 'Environment variable', 'Without it', 'Meaning'], rows).join('\n')}\n`
}

/** docs/deployment.md with the table of the endpoint's options, its last section, as they are declared. */
export const withOptions = (text: string): string =>
  text.replace(/(\n## Options\n\n[^|]*)(\|[^]*)?$/, (_all, before: string) => `${before}${optionsTable()}`)

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(page, withOptions(await readFile(page, 'utf8')))
}
