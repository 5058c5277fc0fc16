/**
 * How much is tried where any amount could be: `usual` by `npm test`, `long` by `npm run test:long`. The tests are the same.
 */
export const amount = <Amount>(usual: Amount, long: Amount): Amount =>
  process.env['TOUCHLEDGER_TEST_AMOUNT'] === 'long' ? long : usual
