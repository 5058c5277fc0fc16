/** Longest shape, characters. */
export const LONGEST_SHAPE = 120

/** Words that programs and portals write on their own windows. Whatever else stands there may name a person. */
const vocabulary = new Set(
  [
    'about account accounts activity address admin adjustment adjustments alerts amount and appeal appeals as at authorization authorizations',
    'back balance batch benefits bill billing book by calendar call calls cancel case center charge charges chart chat check claim claims close',
    'codes compose confirm connection contact contacts correspondence coverage create dashboard date day denial denials desktop detail details',
    'document documents draft edit eligibility email encounter entry eob era error explanation export fax file find folder folders follow for form',
    'forms from group guarantor help history home import in inbox information insurance inquiry invoice item items ledger letter letters library',
    'list loading log login logout mail main manager medical meeting member members menu message messages my name new no not note notes number',
    'of office on online open order orders out overview page patient patients payer payers payment payments pdf phone policy portal post posting',
    'preview print prior procedure profile properties provider providers queue queues reader record records referral reject rejection remit',
    'remittance remote report reports request requests response result results review save schedule search select sent services settings sheet',
    'sign status submission submit submitted summary support system tab table task tasks team teams the to tracking transaction transactions',
    'untitled up update upload user view viewer voicemail web welcome window with work workbook worklist workqueue workspace write',
    'acrobat adobe chrome citrix edge excel firefox google microsoft mozilla onenote outlook powerpoint word zoom',
  ].flatMap((line) => line.split(' ')),
)

/**
 * What a window's title says of its kind: words of a fixed vocabulary stay, other words become `•`, and digits `#`. How many words or digits there were
 * does not show. A shape is its own shape.
 */
export function shapeOf(title: string | null): string {
  const parts = (title ?? '').normalize('NFKC').match(/[\p{L}\p{M}]+|[\p{N}#]+|[-–—:|/()[\],.]|\s+|[^]/gu) ?? []
  const shape = parts.map(partOf).join('')
  return shape
    .replaceAll(/•(?:\s*•)+/g, '•')
    .slice(0, LONGEST_SHAPE)
    .trim()
}

/** Whether a text is a shape: it says nothing else. */
export const isShape = (text: string): boolean => shapeOf(text) === text

function partOf(part: string): string {
  if (/^\s/.test(part)) return ' '
  if (/^[\p{N}#]/u.test(part)) return '#'
  if (/^[-–—:|/()[\],.]$/.test(part)) return part
  return vocabulary.has(part.toLowerCase()) ? part.toLowerCase() : '•'
}
