/** A procedure with what the practice charges for it. */
export interface SampleProcedure {
  /** CPT code. Its description is licensed and stays out. */
  readonly code: string
  readonly modifiers: readonly string[]
  /** Charge in dollars; a claim's own is up to an eighth beside it. */
  readonly dollars: number
  /** Frequency within its service line. */
  readonly weight: number
}

export interface ServiceLine {
  readonly name: string
  /** Frequency, of 100. */
  readonly weight: number
  readonly procedures: readonly SampleProcedure[]
}

const procedure = (code: string, dollars: number, weight: number, ...modifiers: string[]): SampleProcedure => ({
  code,
  modifiers,
  dollars,
  weight,
})

export const serviceLines: readonly ServiceLine[] = [
  {
    name: 'Primary care',
    weight: 27,
    procedures: [
      ...[procedure('99213', 168, 34), procedure('99214', 242, 30), procedure('99214', 242, 8, '25')],
      ...[procedure('99396', 265, 8), procedure('90471', 44, 12), procedure('96372', 58, 8)],
    ],
  },
  {
    name: 'Laboratory',
    weight: 19,
    procedures: [
      ...[procedure('80053', 52, 26), procedure('85025', 36, 22), procedure('83036', 48, 16)],
      ...[procedure('84443', 79, 14), procedure('80061', 64, 14), procedure('87086', 45, 8)],
    ],
  },
  {
    name: 'Imaging',
    weight: 17,
    procedures: [
      ...[procedure('70553', 1_890, 12), procedure('73721', 1_260, 16, 'RT'), procedure('73721', 1_260, 14, 'LT')],
      ...[procedure('71260', 940, 16), procedure('76700', 410, 18), procedure('77067', 330, 24)],
    ],
  },
  {
    name: 'Cardiology',
    weight: 12,
    procedures: [
      ...[procedure('93306', 1_080, 30), procedure('93000', 66, 34), procedure('78452', 1_940, 14)],
      ...[procedure('93015', 460, 12), procedure('99214', 242, 10, '25')],
    ],
  },
  {
    name: 'Orthopedics',
    weight: 10,
    procedures: [
      ...[procedure('20610', 268, 34, 'RT'), procedure('73030', 96, 26), procedure('29881', 4_900, 14, 'LT')],
      ...[procedure('99213', 168, 20, '25'), procedure('27447', 8_700, 6, 'RT')],
    ],
  },
  {
    name: 'Emergency',
    weight: 9,
    procedures: [
      ...[procedure('99284', 690, 40), procedure('99285', 1_020, 26), procedure('99283', 430, 26)],
      procedure('12001', 390, 8),
    ],
  },
  {
    name: 'Surgery',
    weight: 6,
    procedures: [
      ...[procedure('45378', 1_640, 34), procedure('43239', 1_490, 26), procedure('47562', 4_350, 18)],
      ...[procedure('49505', 3_100, 12, 'RT'), procedure('11042', 420, 10, '59')],
    ],
  },
]

export const payee = { name: 'Meridian Valley Physicians', npi: '1999999083' } as const

/** A rendering provider. The names are invented; the NPIs are well formed, but unassigned. */
export interface SampleProvider {
  readonly last: string
  readonly first: string
  readonly npi: string
  readonly serviceLine: string
}

const provider = (last: string, first: string, npi: string, serviceLine: string): SampleProvider => ({
  last,
  first,
  npi,
  serviceLine,
})

/** Two for each service line. */
export const providers: readonly SampleProvider[] = [
  provider('Abara', 'Nia', '1999999000', 'Primary care'),
  provider('Bergman', 'Ola', '1999999018', 'Primary care'),
  provider('Castell', 'Rui', '1999999026', 'Laboratory'),
  provider('Demir', 'Elif', '1999999034', 'Laboratory'),
  provider('Eriksen', 'Jon', '1999999042', 'Imaging'),
  provider('Farrow', 'Iris', '1999999059', 'Imaging'),
  provider('Gallo', 'Marta', '1999999067', 'Cardiology'),
  provider('Hoang', 'Linh', '1999999075', 'Cardiology'),
  provider('Ibarra', 'Luz', '1999999091', 'Orthopedics'),
  provider('Jansen', 'Piet', '1999999109', 'Orthopedics'),
  provider('Kovac', 'Ana', '1999999117', 'Emergency'),
  provider('Lindqvist', 'Per', '1999999125', 'Emergency'),
  provider('Moreau', 'Claire', '1999999133', 'Surgery'),
  provider('Nakato', 'Grace', '1999999141', 'Surgery'),
]

/** Locations by team. */
export const locations: Readonly<Record<string, readonly string[]>> = {
  'Ohio denials': ['Columbus', 'Dayton'],
  'Texas denials': ['Austin', 'Houston'],
}
