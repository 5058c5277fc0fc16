import type { NoticeTerms, NoticeText } from '../contract/notice.ts'
import { hoursText } from '../working-hours/index.ts'

/**
 * Version of the text below. Whoever changes what it says raises it: then everybody is asked again. A test holds the hash of each version.
 */
export const NOTICE_VERSION = 3

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
          'What you work on and when: the activity, the program, the system, and the payer. Of a window that no rule names, only the time.',
          'Which denial it was, as a code that stands for the claim. The claim number stays out of the record.',
          'Where a rule says so, one named field of a web page is read for that number. Nothing else of a page is read.',
          ...(terms.observeCalls
            ? [
                'Whether you are on a call: that a program uses the microphone, and which one. Never sound, a number, or a name.',
              ]
            : []),
          'Whether the computer is in use, idle, or locked. Idle time (calls, paper, breaks) is never held against you by itself.',
          'Time that you enter yourself, such as a phone call. When you paused, and which times you marked private.',
          'Whether the app works: its version, its connection, its errors, and when it was quit.',
          ...(terms.inputCounts
            ? ['How many keys and pointer movements there are in a minute. Never which keys.']
            : []),
        ],
      },
      {
        heading: 'What you say of your day',
        lines: [
          'Notes and disputes that you write in My Day are sent with your name. Supervisors and managers read them beside what was recorded.',
          'When you propose what a time was, admins see the proposal and your note, without your name and the time. They see the program only where you name it.',
        ],
      },
      {
        heading: 'Sent without your name',
        lines: [
          ...(terms.weeklyCounts
            ? [
                'Once a week: how many minutes windows without a rule had, by program and the words of a fixed list in their titles. Admins see what at least three computers sent.',
              ]
            : []),
          'A window without a rule that you offer in My Day: its program and these words. Admins see it. In a small office somebody may guess that it was you.',
        ],
      },
      {
        heading: 'What is never recorded',
        lines: [
          'Window titles and web addresses. They are matched in memory and dropped, but for the words just named.',
          'What web pages show. Of a field that is read, only the code that stands for the claim is kept.',
          'What you type, except in this app, the clipboard, screenshots, sound, and the camera.',
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
          'You: everything, in My Day, and there also who looked at it.',
          'Supervisors: the days, notes, and disputes of the people on their teams. Managers: those of all teams. They can save what they see as a file.',
          'Admins: whether the app works on your computer, and when you read this notice, not your day.',
          'But an admin can take a full copy of your records, to answer a request for them. You see that in My Day, under “Who looked at your records”.',
          'Auditors: who looked at whose records, and when you read this notice.',
          'Whoever runs the server that your records are sent to can reach all that is stored there.',
        ],
      },
      {
        heading: 'How long it is kept',
        lines: [
          'On this computer: about eight days after it was sent.',
          'At your company: as long as your company decides. Whoever is named below can tell you.',
          'What you offer: until an admin takes it off the list.',
          ...(terms.weeklyCounts ? ['Weekly minutes of windows without a rule: 13 weeks.'] : []),
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
          'What was sent without your name stays: nothing says that it was yours.',
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
