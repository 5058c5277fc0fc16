/** Header, sign-in, and the notices that replace a screen. */
export const app = {
  title: '{screen} · TouchLedger',
  screen: {
    team: 'Team',
    performance: 'Performance',
    worklist: 'Worklist',
    rootCauses: 'Root causes',
    imports: 'Imports',
    rules: 'Rules',
    settings: 'Settings',
    devices: 'Devices',
    myDay: 'My Day',
    dataSent: 'Data sent',
    health: 'Health',
    notFound: 'Not found',
  },
  skipToContent: 'Skip to main content',
  screens: 'Screens',
  signOut: 'Sign out',
  loading: 'Loading…',
  myDayElsewhere: {
    title: 'My Day is only available in the desktop app',
    text: 'Open TouchLedger from the icon in the system tray on your own computer.',
  },
  notFound: {
    title: 'This page does not exist',
    text: 'The link may be from another version. Use the navigation above.',
  },
  signIn: {
    title: 'Sign in',
    explanation: 'Paste the access token from your administrator, or open the link that contains it.',
    token: 'Access token',
    refused: 'This access token is not valid. It may have been revoked, or part of it may be missing.',
    open: 'Open team panel',
    kept: 'The token stays in this browser tab and is deleted when you close the tab.',
  },
} as const
