export { isCovered, termsOf } from './terms.ts'
export { NOTICE_VERSION, noticeAsText, noticeText } from './notice-text.ts'
