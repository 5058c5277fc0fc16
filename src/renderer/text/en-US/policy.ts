/** Policy: every setting of what is recorded, counted and kept. */
export const policy = {
  title: 'Policy',
  explanation: 'What is recorded, what counts as what, and how long it is kept.',
  rulesLink: 'Rules',
  settingsLink: 'Settings',
  loading: 'Loading the policy…',
  loadFailed: 'The policy could not be loaded',
  parts: 'Parts of the policy',
  part: {
    recording: 'Recording',
    calendar: 'Calendar',
    retention: 'Retention',
  },
  partExplanation: {
    recording:
      'For everyone, from the next time their computer sends records: a few minutes after publishing, at most ten minutes later when rules changed often. Recorded time stays as it is. It is published with the rules; what touches privacy or input counts needs a second admin where there are two.',
    calendar:
      'For every team without hours of its own, as soon as it is saved. These hours are for SLAs and shifts. They do not decide when computers record.',
    retention:
      'For everyone, from the next daily run after it is saved. What is older is deleted, and that cannot be undone.',
  },
  versionsOf: { calendar: 'Versions of the calendar', retention: 'Versions of retention' },
  changed: 'Changed',
  notDefault: 'Not the default',

  thresholds: {
    title: 'Thresholds',
    explanation: 'What counts as idle, as a touch and as hidden work.',
    seconds: 'seconds',
    minutes: 'minutes',
    days: 'days',
    range: '{least} to {most}. Default: {value}.',
    rangeOnly: '{least} to {most}.',
    name: {
      idleAfterMs: 'Idle after',
      touchGapMs: 'End a touch after',
      visitGapMs: 'End a status check after',
      recheckWithinMs: 'Repeat status check within',
      documentationNearMs: 'Link notes to a claim within',
      carryWithinMs: 'Infer the claim within',
      carryForMs: 'Infer the claim for',
      maxGapMs: 'Gap threshold',
      clockStepMs: 'Clock change threshold',
      syncEveryMs: 'Agents send every',
    },
    hint: {
      idleAfterMs: 'After this long without keyboard or mouse input, time counts as idle, from the last input on.',
      touchGapMs: 'After this long away from a denial, later work on it is a new touch.',
      visitGapMs: 'After this long on something else, the next status check of a claim is a new check.',
      recheckWithinMs:
        'A status check this soon after the previous one of the same denial is a repeat, which is hidden work.',
      documentationNearMs: 'Notes this close to work on a claim are manual documentation, which is hidden work.',
      carryWithinMs: 'Work without a claim number that begins this soon after work on a claim goes to that claim.',
      carryForMs: 'Work without a claim number goes to a claim for at most this long after the claim was last seen.',
      maxGapMs: 'When a computer has no reading for longer than this, no time is recorded for the gap.',
      clockStepMs: 'When the clock of a computer jumps by more than this, a new time span begins.',
      syncEveryMs:
        'Computers send their records this often. While someone views the person on the team panel, every 10 seconds, at most 96 times a day.',
    },
  },

  activityIdle: {
    label: 'Idle after, by activity',
    sentence:
      'Activities that take longer without input, such as reading a remittance, get a threshold of their own. A rule’s own goes before it; all other activities follow “Idle after”.',
    activity: 'Activity',
    add: 'Add activity',
    remove: 'Remove',
    removeOf: 'Remove the threshold of {activity}',
  },

  recording: {
    title: 'What is recorded',
    explanation:
      'What the notice on each computer says. Where more is recorded than before, people are asked again, and nothing is recorded until they have read it.',
    defaultOff: 'On or off. Default: off.',
    defaultOn: 'On or off. Default: on.',
    contact: 'Whom to ask',
    contactHint: 'The notice names this person or address for questions about what is recorded.',
    contactRange: 'Up to 200 characters. Default: nobody is named.',
    pauses: 'Minutes of pauses a day',
    pausesHint: 'People can pause recording for this long on each day; 0 allows no pauses.',
    pausesRange: '0 to 1,440 minutes. Default: no limit.',
    noLimit: 'No limit',
    hours: 'Record during working hours only',
    hoursHint: 'Outside these hours computers record nothing. An end before the beginning is on the next day.',
    hoursRange: 'Up to four shifts a day. Default: off, so time is recorded at all hours.',
    closed: 'Not working',
    zone: 'Time zone',
    zoneOfComputer: 'That of each computer',
    outside: 'Record outside working hours, too',
    outsideHint: 'Computers record at all hours, and the notice says that your company has chosen so.',
    observeCalls: 'Record calls',
    observeCallsHint:
      'While a program uses the microphone, time is a call and not idle. Only which program it is is recorded: never sound, numbers or names. Agents older than this option keep their current rules.',
    countInput: 'Count key presses and pointer movements per minute.',
    countInputHint:
      'Each biller sees their own counts. The keys themselves are never recorded. Agents older than this option keep their current rules.',
    weeklyCounts: 'Count windows without a rule',
    weeklyCountsHint:
      'Computers send minutes by program and words of a fixed list once a week, without persons. The Rules screen shows them from three computers on.',
  },

  privatePrograms: {
    title: 'Private programs',
    explanation:
      'Time in these programs is recorded as private for everyone, before any rule: only how long it took leaves the computer. Taking a program off the list needs a second admin where there are two.',
    range: 'Up to {most, number} programs. Default: none.',
    program: 'Program',
    programHint: 'Such as spotify or Spotify.exe. Agents older than this list keep their current rules.',
    add: 'Add program',
    remove: 'Remove',
    removeOf: 'Remove {program}',
    required: 'Program is required',
    tooLong: 'Program must have 100 characters or fewer',
    known: 'This program is already in the list',
    tooMany: 'The list is full. Remove a program first.',
  },
} as const
