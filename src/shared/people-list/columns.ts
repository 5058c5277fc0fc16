/** The columns of a list of people. First and last name together are a name. */
const headers = {
  email: [
    ...['email', 'emailaddress', 'mail', 'mailaddress', 'workemail', 'primaryemail', 'emailwork'],
    ...['userprincipalname', 'upn', 'userprincipal', 'login', 'username'],
  ],
  name: ['name', 'fullname', 'displayname', 'employee', 'employeename', 'person', 'personname', 'user', 'biller'],
  firstName: ['firstname', 'first', 'givenname', 'forename'],
  lastName: ['lastname', 'last', 'surname', 'familyname'],
  team: ['team', 'teamname', 'department', 'group', 'groupname', 'unit', 'workgroup'],
} as const
type Field = keyof typeof headers

/** Where each column is, by its position. */
export type PeopleColumns = Readonly<Partial<Record<Field, number>>>

const fields = Object.keys(headers) as readonly Field[]

/** The columns that a row names as a header row, in any case, with any blanks, dashes and other signs; of two of a kind the first. */
export function peopleColumns(cells: readonly string[]): PeopleColumns {
  const plain = cells.map((cell) => cell.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const found: Partial<Record<Field, number>> = {}
  for (const field of fields) {
    // The most usual word first, so that a list of accounts with e-mail address and login is read by the address.
    const at = headers[field].map((word) => plain.indexOf(word)).find((position) => position !== -1)
    if (at !== undefined) found[field] = at
  }
  return found
}

/** What a header row lacks, in words; null: it is complete. */
export function missingColumns({ email, name, firstName, lastName }: PeopleColumns): string | null {
  const missing = [
    ...(email === undefined ? ['email'] : []),
    ...(name === undefined && (firstName === undefined || lastName === undefined) ? ['name'] : []),
  ]
  return missing.length === 0 ? null : missing.join(' and ')
}

/** One person of a row, as written. */
export function cellsOf(columns: PeopleColumns, cells: readonly string[]) {
  const cell = (field: Field) => {
    const at = columns[field]
    return at === undefined ? '' : (cells[at] ?? '').trim()
  }
  const whole = cell('name')
  const name = whole === '' ? `${cell('firstName')} ${cell('lastName')}`.trim() : whole
  return { name, email: cell('email'), team: cell('team') }
}
