import type { NoticeTerms, NoticeText } from '../contract/notice.ts'
import { hoursText } from '../working-hours/index.ts'

/**
 * Version of the text below. Whoever changes what it says raises it: then everybody is asked again. A test holds the hash of each version.
 */
export const NOTICE_VERSION = 1

/** The notice of what is recorded. @param contact whom to ask; undefined: nobody is named by the policy */
export function noticeText(terms: NoticeTerms, contact: string | undefined): NoticeText {
  return {
    version: NOTICE_VERSION,
    title: 'What TouchLedger records on this computer',
    introduction:
      'Your company uses TouchLedger to see how long work on denials takes. Nothing is recorded until you have read this notice.',
    sections: [
      {
        heading: 'What is recorded',
        lines: [
          'What you work on and when: the activity, the system, and the payer.',
          'Which denial it was, as an anonymous code. The claim number stays out of the record.',
          'Whether the computer is in use, idle, or locked. Idle time (calls, paper, breaks) is never held against you by itself.',
          'Time that you enter yourself, such as a phone call.',
          'Whether the app works: its version, its connection, and its errors.',
          ...(terms.inputCounts
            ? ['How many keys and pointer movements there are in a minute. Never which keys.']
            : []),
        ],
      },
      {
        heading: 'What is never recorded',
        lines: [
          'Window titles and web addresses. They are matched in memory and dropped.',
          'What you type, the clipboard, screenshots, sound, and the camera.',
          'What you do in windows that the rules call private: only their time is kept.',
        ],
      },
      {
        heading: 'When',
        lines: whenLines(terms),
      },
      {
        heading: 'Who can see it',
        lines: [
          'You: everything, in My Day.',
          'Supervisors: the days of the people on their teams. Managers: those of all teams.',
          'Admins: whether the app works on your computer, not your day.',
        ],
      },
      {
        heading: 'How long it is kept',
        lines: [
          'On this computer: about eight days after it was sent.',
          'At your company: as long as your company decides. Whoever is named below can tell you.',
        ],
      },
      {
        heading: 'How to pause',
        lines: [
          'Choose Pause in My Day or in the tray, for 15, 30, or 60 minutes. Nothing is recorded meanwhile but that you paused.',
          'A pause counts neither as work nor as idle time. Recording resumes by itself.',
          ...pauseLimit(terms.pauseMinutesPerDay),
        ],
      },
      {
        heading: 'How to take something out',
        lines: [
          'Mark a time private in My Day: what was recorded in it is deleted here and at your company. Only the times and the reason you choose are kept.',
        ],
      },
      {
        heading: 'Whom to ask',
        lines: [contact ?? 'Your supervisor, or the privacy officer of your company.'],
      },
    ],
  }
}

function pauseLimit(minutes: number | null): readonly string[] {
  if (minutes === null) return []
  if (minutes === 0) return ['Your company does not allow pauses.']
  return [`Your company allows ${minutes} minutes of pauses a day.`]
}

function whenLines({ workingHours, recordOutsideHours }: NoticeTerms): readonly string[] {
  if (workingHours === null) return ['Whenever you use this computer, except while you pause recording.']
  const hours = `Working hours: ${hoursText(workingHours)}.`
  return recordOutsideHours
    ? [hours, 'Your company has chosen to record outside working hours, too, except while you pause recording.']
    : [hours, 'Outside working hours nothing is recorded.']
}

/** What the hash of a notice is of. */
export function noticeAsText({ version, title, introduction, sections }: NoticeText): string {
  const parts = sections.map(({ heading, lines }) => [heading, ...lines].join('\n'))
  return [`Version ${version}`, title, introduction, ...parts].join('\n\n')
}
